"""How the pages of every kind are drawn."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.things.seeing import Thing
from eprimo.foundation.kernel.requests import actor_of


def drawn(request: HttpRequest, kind: Kind, template: str, status: int = 200, **context: Any) -> HttpResponse:
    # One of the own children is under a protected contact: neither hours nor places are told.
    hides_place = any(child.restriction for child in actor_of(request).children)
    return render(request, template, {"kind": kind, "hides_place": hides_place, **context}, status=status)


def asked(request: HttpRequest, kind: Kind, found: Thing, act: str) -> HttpResponse:
    """A page that asks before an act."""
    return drawn(request, kind, "content/ask.html", thing=found, resource=found.resource, act=act)
