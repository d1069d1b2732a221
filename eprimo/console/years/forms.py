"""Forms of the change of year."""

from typing import Any

from django import forms

from eprimo.console.school.forms.fields import PeopleField
from eprimo.console.school.forms.places import ClassForm
from eprimo.foundation.directory.enums import PupilOutcome
from eprimo.foundation.directory.models import PlannedClass, YearChange
from eprimo.foundation.directory.queries.years import adults_for_classes
from eprimo.ui.widgets import DateInput

# Where a pupil may go beside the classes of next year: the value in a form, the word in an address.
OUTCOMES = {
    "college": PupilOutcome.COLLEGE,
    "autre-ecole": PupilOutcome.ELSEWHERE,
    "a-placer": PupilOutcome.UNPLACED,
}


class PlannedClassForm(ClassForm):
    """The name and the levels of a class of next year."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["skin"]


class SplitForm(forms.Form):
    label = forms.CharField(label="Nom de la nouvelle classe", max_length=60)


class PlaceForm(forms.Form):
    """Some pupils of a list, and where they go."""

    eleves = forms.MultipleChoiceField(
        label="Élèves", error_messages={"required": "Cochez au moins un élève."}
    )
    vers = forms.ChoiceField(label="Où iront-ils\N{NO-BREAK SPACE}?")
    maintien = forms.BooleanField(label="Ils refont le même niveau", required=False)

    def __init__(
        self, *args: Any, classes: list[PlannedClass], people: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.classes = {str(one.public_id): one for one in classes}
        self.fields["eleves"].choices = list(people.items())  # type: ignore[attr-defined]
        self.fields["vers"].choices = [  # type: ignore[attr-defined]
            ("", "Choisir…"),
            ("Classes de l’an prochain", [(key, one.label) for key, one in self.classes.items()]),
            ("Hors de ces classes", [(word, outcome.label) for word, outcome in OUTCOMES.items()]),
        ]

    def place(self) -> tuple[PupilOutcome, PlannedClass | None]:
        word = self.cleaned_data["vers"]
        if word in OUTCOMES:
            return OUTCOMES[word], None
        return PupilOutcome.CLASS, self.classes[word]


class AdultsForm(forms.Form):
    adults = PeopleField(label="Enseignants de la classe", required=False)

    def __init__(self, *args: Any, change: YearChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adults"].queryset = adults_for_classes(change.school_id)  # type: ignore[attr-defined]


class SwitchForm(forms.Form):
    """When, and what is agreed."""

    quand = forms.ChoiceField(
        label="Quand",
        widget=forms.RadioSelect,
        choices=[("jour", "Le matin d’un jour choisi"), ("ici", "Maintenant")],
    )
    on = forms.DateField(
        label="Jour", required=False, widget=DateInput, help_text="Ne sert que pour un jour choisi."
    )
    agreed = forms.BooleanField(
        label="Les élèves à placer restent élèves de l’école, sans classe, jusqu’à ce que je les place",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("quand") == "jour" and not data.get("on") and "on" not in self.errors:
            self.add_error("on", "Choisissez le jour.")
        return data


class ManyForm(forms.Form):
    """A day for many schools."""

    on = forms.DateField(label="Jour", widget=DateInput)
    agreed = forms.BooleanField(
        label="Aussi les écoles où des élèves sont encore à placer\N{NO-BREAK SPACE}: ils restent sans classe",
        required=False,
    )
