"""What is written of a point that the convention leaves open: one field a setting, of the kind of its column."""

from datetime import date
from typing import Any

from django import forms
from django.db import models

from eprimo.steering.consortium.gaps import Gap, Setting, column
from eprimo.steering.consortium.models import Market
from eprimo.ui.widgets import DateInput

_YES_NO = (("True", "Oui"), ("False", "Non"))


class GapForm(forms.Form):
    def __init__(self, *args: Any, gap: Gap, market: Market, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = [one.name for one in gap.settings]
        for one in gap.settings:
            self.fields[one.name] = _field(one)
            self.initial[one.name] = str(getattr(market, one.name))
        self.fields["decided_by"] = forms.CharField(
            label="Décidé par",
            max_length=160,
            help_text="Une instance ou une fonction\N{NO-BREAK SPACE}: jamais un nom.",
        )
        self.fields["decided_on"] = forms.DateField(label="Décidé le", widget=DateInput, initial=today)

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {name: data[name] for name in self._names}
        return {"values": values, "decided_by": data["decided_by"], "decided_on": data["decided_on"]}


def _field(setting: Setting) -> forms.Field:
    known = column(setting.name)
    hint = f"Ce qui en dépend\N{NO-BREAK SPACE}: {_low(setting.effect)}"
    more: dict[str, Any] = {"label": setting.label, "help_text": hint}
    if isinstance(known, models.BooleanField):
        return forms.TypedChoiceField(
            choices=_YES_NO, coerce=lambda text: text == "True", widget=forms.RadioSelect, **more
        )
    if known.choices:
        return forms.ChoiceField(choices=known.choices, widget=forms.RadioSelect, **more)
    if isinstance(known, models.PositiveSmallIntegerField):
        return forms.IntegerField(min_value=0, max_value=100, **more)
    return forms.CharField(max_length=known.max_length, widget=forms.Textarea(attrs={"rows": 4}), **more)


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
