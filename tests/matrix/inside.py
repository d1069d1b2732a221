"""Asking a view from the doors inward, as somebody whose session was read once.

Before the view a request reads the session and its links and makes the menu of a page that a stranger is not shown.
Inside one scene none of that moves. Here the actor is the one that the
session was found to be, the second wall is entered by its key as ever, and what asks for rights is all there: the doors
that stand before every view, the second factor, the rule that a GET only reads, the view. Who is named by a line, who
is signed out and whose school is closed ask by HTTP (`asking.ask`); in the drill everybody does.
"""

from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import override_settings

from eprimo.foundation.access.actors import SignedIn, from_session
from eprimo.foundation.access.middleware import ActorMiddleware
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.database_session import SESSION
from tests import wall

_DOORS = f"{ActorMiddleware.__module__}.{ActorMiddleware.__qualname__}"
_MESSAGES = "django.contrib.messages.middleware.MessageMiddleware"
KNOWN = "tests.known"
_NO_MENU: dict[str, Any] = {
    "navigation": [], "tabs": [], "adds": None, "banners": [], "sender": "", "sealed": (), "searches": False,
    "worker": "", "offers": frozenset(), "device_is_shared": False, "own_device": False,
}  # fmt: skip


class KnownActor(ActorMiddleware):
    """The doors, for an actor that is known already."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in: SignedIn = request.META[KNOWN]
        request.signed_in, request.actor = signed_in, signed_in.actor  # type: ignore[attr-defined]
        request.today = clock.today(signed_in.actor.time_zone)  # type: ignore[attr-defined]
        # The page of who is let through has no menu.
        for name, value in _NO_MENU.items():
            setattr(request, name, value)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [SESSION, signed_in.key_hash])
        return self.get_response(request)


class _Handler(BaseHandler):
    """What stands between the doors and the views, and nothing before."""

    def __init__(self) -> None:
        super().__init__()
        all_ = list(settings.MIDDLEWARE)
        inward = all_[all_.index(_DOORS) + 1 :]
        with override_settings(MIDDLEWARE=[_MESSAGES, f"{__name__}.{KnownActor.__qualname__}", *inward]):
            self.load_middleware()


@dataclass
class Inside:
    """The sessions of a scene that were read, and the way in."""

    handler: _Handler = field(default_factory=_Handler)
    known: dict[str, SignedIn] = field(default_factory=dict)

    def read(self, who: str, key: str) -> None:
        """Whom this session is of, as long as no right moves."""
        found = from_session(key)
        if found is not None:
            self.known[who] = found

    def ask(self, who: str, environ: dict[str, Any]) -> HttpResponse:
        request = WSGIRequest(environ | {KNOWN: self.known[who]})
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        try:
            response = self.handler.get_response(request)
        finally:
            # What the next one is asked with is looked for outside of any session.
            wall.give_back()
        assert isinstance(response, HttpResponseBase)
        return cast("HttpResponse", response)


def is_inside(request: HttpRequest) -> bool:
    """Whether nobody will look at the page."""
    return KNOWN in request.META
