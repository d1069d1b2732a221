from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.content.particulars import MAX_PLACE
from eprimo.services.events.models import EventDay
from eprimo.ui.widgets import DateInput, TimeInput


class _Weeks(forms.ChoiceField):
    """Each so many weeks; 0: once."""

    def clean(self, value: Any) -> int:
        return int(super().clean(value) or 0)


class EventForm(forms.Form):
    """The fields that a date has beside the fields of all things that announce something: that it comes again."""

    every = _Weeks(
        label=_("Revient"), required=False,
        choices=[("0", _("Une seule fois")), ("1", _("Chaque semaine")), ("2", _("Une semaine sur deux"))],
        help_text="Le même jour de la semaine, sans les vacances ni les jours sans classe.",
    )  # fmt: skip
    repeat_until_on = forms.DateField(
        label=_("Jusqu’au"), required=False, widget=DateInput(),
        help_text="Le dernier jour de la série, dans l’année scolaire.",
    )  # fmt: skip


class DayForm(forms.Form):
    """One date of a series, or it and those that follow."""

    on = forms.DateField(label="Jour", widget=DateInput(), error_messages={"required": "Choisissez le jour."})
    starts_at = forms.TimeField(label="Heure de début", required=False, widget=TimeInput())
    ends_at = forms.TimeField(label="Heure de fin", required=False, widget=TimeInput())
    place = forms.CharField(label="Lieu", required=False, max_length=MAX_PLACE)
    scope = forms.ChoiceField(
        label="Quelles dates\N{NO-BREAK SPACE}?", widget=forms.RadioSelect, initial="one", required=False,
        choices=[("one", "Cette date"), ("following", "Celle-ci et les suivantes")],
    )  # fmt: skip

    def __init__(self, typed: QueryDict | None, *, day: EventDay) -> None:
        held = {name: getattr(day, name) for name in ("on", "starts_at", "ends_at", "place")}
        super().__init__(typed, initial=held)

    @property
    def following(self) -> bool:
        return bool(self.cleaned_data["scope"] == "following")

    @property
    def chosen(self) -> date:
        day: date = self.cleaned_data["on"]
        return day
