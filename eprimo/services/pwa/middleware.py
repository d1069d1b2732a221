"""Tells the worker whose page it is, and keeps sessions out of what is nobody's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from eprimo.foundation.kernel.device_mark import HEADER, device_mark
from eprimo.foundation.kernel.encrypted_pages import RIGHTS, is_own, rights_marks
from eprimo.foundation.kernel.languages import chooses
from eprimo.services.pwa import install_offers
from eprimo.services.pwa.offline import (
    KEEP,
    LANGUAGE,
    NOBODY,
    OWNER,
    READINGS,
    kept_pages,
    may_keep,
    owner_key,
    pages_ahead,
)
from eprimo.ui.addresses import reverse
from eprimo.ui.languages import SOURCE, wished

type Handler = Callable[[HttpRequest], HttpResponse]


class DeviceMiddleware:
    """Stands around the one that finds the actor: its refusals are marked too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in _nobodys():
            # A browser asks for the worker after each page: no session is read for it.
            request.COOKIES = {}
        request.worker = reverse("pwa:worker") if settings.WORKER else ""  # type: ignore[attr-defined]
        # Asked for when a page is drawn, which knows what was done.
        request.offers = SimpleLazyObject(lambda: install_offers.offers_of(request))  # type: ignore[attr-defined]
        request.pages_ahead = pages_ahead  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            _mark(request, response)
            response.headers[LANGUAGE] = _language(request, response)
            install_offers.note_read(request, response)
        return response


def _language(request: HttpRequest, response: HttpResponse) -> str:
    """The language that the reader chose, though this very page may be in French for everybody."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return response.headers.get("Content-Language", SOURCE)
    return wished(request, actor.language) if chooses(request) else SOURCE


def _nobodys() -> tuple[str, str, str]:
    return reverse("pwa:worker"), reverse("pwa:manifest"), reverse("pwa:offline")


def _mark(request: HttpRequest, response: HttpResponse) -> None:
    actor = getattr(request, "actor", None)
    if actor is not None:
        response.headers[HEADER] = device_mark(actor)
        if rights := rights_marks(actor, own=is_own(request)):
            response.headers[RIGHTS] = rights
    if actor is None or not may_keep(actor):
        response.headers[OWNER] = NOBODY
        return
    response.headers[OWNER] = owner_key(actor)
    match = request.resolver_match
    if request.method == "GET" and response.status_code == 200 and match and match.view_name in kept_pages():  # noqa: PLR2004
        response.headers[KEEP] = READINGS if match.view_name == READINGS else "1"
