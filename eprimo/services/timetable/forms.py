from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from eprimo.foundation.directory.models import ClassGroup
from eprimo.services.timetable.models import MOST_LETTERS, Slot
from eprimo.services.timetable.pictures import PICTURES
from eprimo.ui.french import DAYS, school_year
from eprimo.ui.widgets import TimeInput


class MomentForm(forms.Form):
    """The moment: what is done, from when to when."""

    picture = forms.ChoiceField(label="Quoi", choices=PICTURES)
    title = forms.CharField(
        label="Autrement dit", required=False, max_length=MOST_LETTERS,
        help_text="Rien d’écrit\N{NO-BREAK SPACE}: le mot de l’image.",
    )  # fmt: skip
    starts_at = forms.TimeField(
        label="De", widget=TimeInput(), error_messages={"required": "Choisissez l’heure."}
    )
    ends_at = forms.TimeField(
        label="À", widget=TimeInput(), error_messages={"required": "Choisissez l’heure."}
    )


class NewForm(MomentForm):
    """A new moment, and on which days of the week it is."""

    weekdays = forms.TypedMultipleChoiceField(
        label="Quels jours\N{NO-BREAK SPACE}?", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un jour."},
    )  # fmt: skip

    def __init__(self, weekdays: Iterable[int], typed: QueryDict | None = None) -> None:
        known = list(weekdays)
        super().__init__(typed, initial={"weekdays": known})
        choices = [(day, DAYS[day].capitalize()) for day in known]
        self.fields["weekdays"].choices = choices  # type: ignore[attr-defined]


def initial_moment(slot: Slot) -> dict[str, Any]:
    return {name: getattr(slot, name) for name in ("picture", "title", "starts_at", "ends_at")}


class CopyForm(forms.Form):
    """The week of another class."""

    source = forms.TypedChoiceField(label="La semaine de", coerce=UUID)

    def __init__(self, classes: Iterable[ClassGroup], typed: QueryDict | None = None) -> None:
        super().__init__(typed)
        choices = [(str(one.public_id), f"{one.label}, {school_year(one.year_id)}") for one in classes]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]
