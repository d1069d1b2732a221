"""The agenda, on a screen and on a sheet."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.services.agenda.calendar_import import may_import
from eprimo.services.agenda.months import MONTH, Agenda, draw_agenda, window_of
from eprimo.services.agenda.policies import may_have_feed, may_open
from eprimo.services.agenda.queries import ABOVE, agenda_of, shut_in_territory


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Five weeks from this one, a week, or a list, of all own children and schools."""
    context = _context(request, request.GET.get("vue", ""))
    actor, window = actor_of(request), context["window"]
    above = actor.role in ABOVE
    shut = shut_in_territory(actor, window.monday, window.last) if above else []
    return render(request, "agenda/home.html", context | {"above": above, "shut": shut})


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Answer with the five weeks, on a sheet for the wall."""
    return render(request, "agenda/paper.html", _context(request, MONTH))


def _context(request: HttpRequest, which: str) -> dict[str, Any]:
    actor = actor_of(request)
    _require_open(actor)
    window = window_of(actor.today, which, request.GET.get("du", ""))
    asked = _uuid(request.GET.get("enfant", ""))
    found = agenda_of(actor, window.monday, window.last, asked)
    chosen = next((one for one in found.children if one.public_id == asked), None)
    if asked is not None and chosen is None:
        raise NotVisible
    agenda: Agenda = draw_agenda(actor, found, window, chosen)
    return {
        "agenda": agenda,
        "window": window,
        "chosen": chosen,
        "subscribes": may_have_feed(actor),
        "imports": may_import(actor),
    }


def _require_open(actor: Actor) -> None:
    if actor.closed and not actor.children:
        raise SchoolClosed
    if not may_open(actor):
        raise NotVisible


def _uuid(text: str) -> UUID | None:
    """None: none is asked for. Raises NotVisible for what is no child's."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None
