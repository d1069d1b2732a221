"""The form that asks when a note leaves."""

from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from eprimo.services.liaison.departure import MAX_REASON, Departure
from eprimo.ui.widgets import DateInput, TimeInput

NOW, LATER, AFTER = "now", "later", "after"
_MORNING = time(8)


class SendForm(forms.Form):
    """The form that asks when a note leaves. `seen`: the instant that the page told, empty when it told « tout de
    suite »."""

    when = forms.ChoiceField(label=_("Quand part-il ?"), widget=forms.RadioSelect, required=False)
    send_on = forms.DateField(label=_("Jour"), required=False, widget=DateInput())
    send_time = forms.TimeField(label=_("Heure"), required=False, widget=TimeInput())
    urgent = forms.BooleanField(
        label=_("C’est urgent"), required=False,
        help_text=_("Il part et sonne tout de suite, même la nuit, le week-end et en vacances."),
    )  # fmt: skip
    urgent_reason = forms.CharField(
        label=_("Pourquoi est-ce urgent ?"), required=False, max_length=MAX_REASON,
        help_text=_("La direction peut le lire ; les familles voient seulement « Urgent »."),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, *args: Any, zone: str, may_urge: bool, on_holiday: bool, hint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        now: Any = _("Tout de suite, sans sonner") if on_holiday else _("Tout de suite")
        if hint and not on_holiday:
            # The night puts « tout de suite » off: the choice says to when.
            now = hint[:1].upper() + hint[1:]
        choices: list[tuple[str, Any]] = [(NOW, now), (LATER, _("Un autre jour"))]
        if on_holiday:
            choices.insert(1, (AFTER, _("À la rentrée")))
        self.fields["when"].choices = choices  # type: ignore[attr-defined]
        if not may_urge:
            del self.fields["urgent"], self.fields["urgent_reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("urgent") and not str(data.get("urgent_reason") or "").strip():
            self.add_error("urgent_reason", _("Dites pourquoi en quelques mots."))
        if self._later(data) and "send_on" in data and not data["send_on"]:
            self.add_error("send_on", _("Choisissez le jour."))
        return data

    def telling(self, seen: str) -> "SendForm":
        """Return the same choices, with the instant that the page tells this time."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = seen
        self.data = data
        return self

    def _later(self, data: dict[str, Any]) -> bool:
        return data.get("when") == LATER and not data.get("urgent")

    def departure(self) -> Departure:
        """Return what was chosen. Call it on a valid form."""
        data = self.cleaned_data
        if data.get("urgent"):
            return Departure(urgent_reason=data["urgent_reason"])
        if self._later(data):
            hour = data.get("send_time") or _MORNING
            return Departure(send_at=datetime.combine(data["send_on"], hour, ZoneInfo(self.zone)))
        return Departure(after_holidays=data.get("when") == AFTER)
