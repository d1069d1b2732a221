from django import forms

from eprimo.services.partners.models import MOST_ANSWER, MOST_LETTERS


class InterventionForm(forms.Form):
    """An intervention has no field beside those that all things which announce something have in common."""


class InviteForm(forms.Form):
    """The people whom a class asks to it, of those whom the direction invited to the school."""

    person = forms.ChoiceField(label="Qui vient ?")

    def __init__(self, people: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["person"].choices = [("", "Choisir…"), *people]  # type: ignore[attr-defined]


class WordForm(forms.Form):
    """The words that a partner would like to tell families."""

    text = forms.CharField(
        label="Votre mot aux familles", max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 6, "data-ep-count": MOST_LETTERS}),
        help_text="L’enseignant le relit, le complète s’il le faut, et l’envoie sous vos deux noms. Les familles ne "
        "vous répondent pas : elles répondent à l’école.",
    )  # fmt: skip


class RefuseForm(forms.Form):
    """A word on why not."""

    answer = forms.CharField(
        label="Pourquoi ? L’intervenant le lira.", max_length=MOST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3, "data-ep-count": MOST_ANSWER}),
    )  # fmt: skip
