"""How the pages of every kind are drawn."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.things.seeing import Thing


def drawn(request: HttpRequest, kind: Kind, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, {"kind": kind, **context}, status=status)


def asked(request: HttpRequest, kind: Kind, found: Thing, act: str) -> HttpResponse:
    """A page that asks before an act."""
    return drawn(request, kind, "content/ask.html", thing=found, resource=found.resource, act=act)
