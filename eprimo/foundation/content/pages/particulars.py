"""The fields of what a thing is about, when, where and what to bring: the same on the forms of all kinds."""

from typing import Any

from django import forms

from eprimo.foundation.content.enums import What
from eprimo.foundation.content.particulars import MAX_PLACE, MAX_THING, MAX_THINGS
from eprimo.ui.widgets import DateInput, TimeInput

# What one of several columns tells.
DAYS, HOURS = ("event_on", "event_until_on"), ("starts_at", "ends_at")
DETAILS = (*HOURS, "place", "bring")


class ParticularsForm(forms.Form):
    """A form has those of them that its kind has columns for; what it does not have says nothing."""

    what = forms.ChoiceField(
        label="De quoi s’agit-il ?", choices=[("", "Autre chose"), *What.choices], required=False,
        help_text="Chacun le lit d’abord, dans sa langue.",
    )  # fmt: skip
    event_on = forms.DateField(label="Jour", required=False, widget=DateInput())
    event_until_on = forms.DateField(label="Dernier jour", required=False, widget=DateInput())
    starts_at = forms.TimeField(label="Heure de début", required=False, widget=TimeInput())
    ends_at = forms.TimeField(label="Heure de fin", required=False, widget=TimeInput())
    place = forms.CharField(label="Lieu", required=False, max_length=MAX_PLACE)
    bring = forms.CharField(
        label="À apporter", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_THINGS * (MAX_THING + 2), help_text="Une chose par ligne.",
    )  # fmt: skip

    def told(self) -> dict[str, Any]:
        """Return what was typed, as `Particulars` take it. Call it on a valid form."""
        data = self.cleaned_data
        return {
            "what": data.get("what", ""), "place": data.get("place", ""),
            "bring": tuple(data.get("bring", "").splitlines()),
            **{name: data.get(name) for name in (*DAYS, *HOURS)},
        }  # fmt: skip


def initial_particulars(of: Any) -> dict[str, Any]:
    """The fields of what is kept."""
    return {
        "what": of.what, "place": of.place, "bring": "\n".join(of.bring),
        **{name: getattr(of, name, None) for name in (*DAYS, *HOURS)},
    }  # fmt: skip
