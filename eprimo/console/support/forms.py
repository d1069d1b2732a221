"""What is written to ask for an assistance, and to answer."""

from django import forms

from eprimo.foundation.directory.models import LONGEST_HOURS
from eprimo.foundation.directory.queries.support import GUARDIANS, PUPILS, TEAM


class AskForm(forms.Form):
    """Why, and for how long."""

    reason = forms.CharField(
        label="Pourquoi", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La direction lit ces mots avant de répondre, et ils restent dans l’historique de l’école. "
        "N’y nommez personne.",
    )  # fmt: skip
    hours = forms.TypedChoiceField(
        label="Pour combien de temps", coerce=int, widget=forms.RadioSelect, initial=1,
        choices=[(n, f"{n} heure{'s' if n > 1 else ''}") for n in range(1, LONGEST_HOURS + 1)],
    )  # fmt: skip


class AnswerForm(forms.Form):
    """A word for who asked."""

    answer = forms.CharField(label="Un mot pour qui demande", max_length=300, required=False)


class PeopleForm(forms.Form):
    """What the list shows. It is posted: a name that is looked for stands in no address."""

    q = forms.CharField(label="Nom", max_length=60, required=False)
    genre = forms.ChoiceField(
        label="Qui", required=False,
        choices=[("", "Tout le monde"), (PUPILS, "Élèves"), (GUARDIANS, "Responsables"), (TEAM, "Adultes de l’école")],
    )  # fmt: skip
    after = forms.CharField(required=False, widget=forms.HiddenInput)
    before = forms.CharField(required=False, widget=forms.HiddenInput)
