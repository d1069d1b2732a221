"""Reminding many members at once, or the contractor, of what is left to do: looked at before anything leaves."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.actions.reminders import matter_remind
from eprimo.steering.consortium.enums import Lack
from eprimo.steering.consortium.matters import Matter, matter_of, matters
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import can_remind
from eprimo.steering.consortium.rounds import round_of, text_of
from eprimo.ui.plurals import counted

_SHOWN = 60


def remind(request: HttpRequest) -> HttpResponse:
    """Who, how many, in which words; then, once more asked, it leaves."""
    actor = reader_of(request)
    if not can_remind(actor):
        raise NotVisible
    market = running_market(actor)
    matter = _asked(request)
    if request.method == "POST":
        sent = matter_remind(actor=actor, market=market, matter=matter)
        messages.success(request, _said(matter, sent))
        return redirect(f"{reverse('consortium:remind')}?quoi={matter.key}")
    return render(request, "consortium/remind.html", _shown(market, matter))


def _asked(request: HttpRequest) -> Matter:
    """Raises NotVisible for a matter that there is not."""
    asked = request.POST if request.method == "POST" else request.GET
    found = matter_of(asked.get("quoi", Lack.INCOMPLETE.value))
    if found is None:
        raise NotVisible
    return found


def _shown(market: Market, matter: Matter) -> dict[str, object]:
    found = round_of(market, matter)
    # With one to remind, the words are those that it reads.
    only = found.to[0].member if len(found.to) == 1 else None
    where = settings.PUBLIC_URL.rstrip("/") + matter.path(only)
    return {
        "matter": matter,
        "matters": matters(),
        "round": found,
        "shown": found.to[:_SHOWN],
        "more": max(0, len(found.to) - _SHOWN),
        "text": text_of(market, matter, only, where),
    }


def _said(matter: Matter, sent: int) -> str:
    if not sent:
        return "Personne n’était à relancer."
    if matter.is_contractors:
        return f"Le titulaire est relancé\N{NO-BREAK SPACE}: {counted(sent, 'personne')}."
    return f"{counted(sent, 'membre')} relancé{'s' if sent > 1 else ''}."
