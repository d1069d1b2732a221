"""How the pages of every kind are drawn."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eprimo.foundation.content.capabilities import Body, is_searched, needs_text, slots_of
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.requests import actor_of


def render_thing(
    request: HttpRequest, kind: Kind, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    more = {
        "kind": kind, "slots": slots_of(kind), "searched": is_searched(kind), "has_text": kind.get(Body) is not None,
        "needs_text": needs_text(kind), "hides_place": hides_place(actor_of(request)),
    }  # fmt: skip
    return render(request, template, more | context, status=status)


def hides_place(actor: Actor) -> bool:
    """One of the own children is under a protected contact: neither hours nor places are told."""
    return any(child.restriction for child in actor.children)


def render_confirmation(request: HttpRequest, kind: Kind, found: Thing, act: str) -> HttpResponse:
    """Answer with a page that asks before an act."""
    return render_thing(request, kind, "content/ask.html", thing=found, resource=found.resource, act=act)
