"""The points that the convention's text leaves open: read by all who read the calendar, decided by the coordinator."""

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eprimo.console.pages import actor_as, handle_form
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.actions.gaps import gap_decide
from eprimo.steering.consortium.gaps import BY_KEY, Gap, Setting, column, points_of
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import READERS, can_keep_market, current_market
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


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """The ten points, with what was decided of each."""
    actor = actor_as(request, *READERS)
    market = current_market()
    context = {
        "market": market,
        "points": points_of(market) if market is not None else [],
        "keeps": can_keep_market(actor),
    }
    return render(request, "consortium/gaps.html", context)


def decide(request: HttpRequest, key: str) -> HttpResponse:
    """How the market reads a point from now on."""
    actor = actor_as(request, *READERS)
    market, gap = current_market(), BY_KEY.get(key)
    if market is None or gap is None or not can_keep_market(actor):
        raise NotVisible
    form = GapForm(request.POST or None, gap=gap, market=market, today=clock.today(actor.time_zone))
    return handle_form(
        request, form, lambda: gap_decide(actor=actor, market=market, gap=gap, **form.said()),
        done="La décision est notée\N{NO-BREAK SPACE}: elle vaut à partir de maintenant.",
        title=f"{gap.number}. {gap.title}", submit="Noter cette décision", back=reverse("consortium:gaps"),
        intro=gap.says,
    )  # fmt: skip
