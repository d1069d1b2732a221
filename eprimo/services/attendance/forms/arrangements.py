"""Afternoons that the inspector arranged, and who of a class is in « toute petite section »."""

from datetime import date
from typing import Any

from django import forms

from eprimo.foundation.directory.models import Person
from eprimo.foundation.presence.actions.arrangements import ArrangementDecision
from eprimo.foundation.presence.hours import Hours
from eprimo.ui.french import DAYS
from eprimo.ui.widgets import DateInput

_SATURDAY = 6


class ArrangeForm(forms.Form):
    """The decision of the inspector: its days, and when it was taken."""

    decided_on = forms.DateField(
        label="Décision de l’inspection, du", widget=DateInput,
        error_messages={"required": "Dites de quel jour est la décision.", "invalid": "Cette date n’existe pas."},
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        label="L’enfant ne vient pas l’après-midi, le", widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choisissez au moins un jour.", "invalid_choice": "Choisissez parmi les après-midi de classe.",
        },
    )  # fmt: skip
    first = forms.DateField(
        label="À partir du", widget=DateInput,
        error_messages={"required": "Dites à partir de quand.", "invalid": "Cette date n’existe pas."},
    )  # fmt: skip
    last = forms.DateField(
        label="Jusqu’au", widget=DateInput,
        error_messages={"required": "Dites jusqu’à quand.", "invalid": "Cette date n’existe pas."},
    )  # fmt: skip

    def __init__(self, hours: Hours, today: date, ends: date, data: Any = None) -> None:
        super().__init__(data, initial={"first": today, "last": ends})
        # Afternoons on which the school has class.
        open_days = [day for day in range(_SATURDAY) if day * 2 + 1 in hours.half_days]
        self.fields["weekdays"].choices = [(str(day), DAYS[day]) for day in open_days]  # type: ignore[attr-defined]

    @property
    def decided(self) -> ArrangementDecision:
        said = self.cleaned_data
        return ArrangementDecision(
            said["first"], said["last"], [int(day) for day in said["weekdays"]], said["decided_on"]
        )


class LittleForm(forms.Form):
    """The children of a class who are in « toute petite section »; nobody is an answer."""

    children = forms.MultipleChoiceField(
        label="En toute petite section", widget=forms.CheckboxSelectMultiple, required=False,
        error_messages={"invalid_choice": "Choisissez parmi les élèves de la classe."},
    )  # fmt: skip

    def __init__(self, pupils: list[Person], marked: frozenset[int], data: Any = None) -> None:
        self._pupils = {str(child.public_id): child.pk for child in pupils}
        chosen = [str(child.public_id) for child in pupils if child.pk in marked]
        super().__init__(data, initial={"children": chosen})
        self.fields["children"].choices = [  # type: ignore[attr-defined]
            (str(child.public_id), f"{child.shown_last_name} {child.first_name}") for child in pupils
        ]

    @property
    def marked(self) -> list[int]:
        return [self._pupils[key] for key in self.cleaned_data["children"]]
