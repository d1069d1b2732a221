"""« À faire », what is left for who acts for members, coordinates or delivers, in order of day; and reminding many
members at once, or the contractor, which is looked at before anything leaves."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.console.pages import actor_as
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.enums import Lack
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import READERS, can_remind, current_market
from eprimo.steering.consortium.queries import calendar_of
from eprimo.steering.consortium.reminder_matters import Matter, matter_of, matters
from eprimo.steering.consortium.reminders import matter_remind, round_of, text_of
from eprimo.steering.consortium.todo import ACTING, left_for
from eprimo.ui.plurals import counted

_SHOWN = 60

_AHEAD = 4


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


@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """What is late, what is left, what is done; then the next days of the market."""
    actor = actor_as(request, Role.MEMBER_REP, Role.MANAGING_BODY, Role.COORDINATOR, Role.CONTRACTOR)
    market = current_market()
    # The contractor reads the list of members, not the calendar.
    steps = calendar_of(market) if market is not None and actor.role in READERS else []
    context = {
        "left": left_for(actor),
        "market": market,
        "acting": actor.role in ACTING,
        "reminds": can_remind(actor),
        "ahead": [step for step in steps if step.day >= actor.today][:_AHEAD],
    }
    return render(request, "consortium/todo.html", context)
