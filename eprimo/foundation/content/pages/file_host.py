"""The files' own host (`EPRIMO_FILES_URL`): another name than the pages', so that nothing which a stranger gave can
ever act in their name. It has no cookie, answers files alone, and asks for the right at each of them."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response

from eprimo.foundation.access import refusals
from eprimo.foundation.access.actors import SignedIn, from_hash
from eprimo.foundation.access.entry import is_open
from eprimo.foundation.access.wall import leave
from eprimo.foundation.files.tickets import key_hash_in, ticket_for
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.ui import page

type Handler = Callable[[HttpRequest], HttpResponse]

PIECE, SOUND, GIVEN = "files:piece", "files:sound", "files:given"
# What stands in a page, and what its browser says that it is fetched for.
_IN_PAGES = {PIECE: "image", SOUND: "audio"}


class FileHostMiddleware:
    """Stands before all that knows cookies, pages or people."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _answer(request) if on_file_host(request) else self.get_response(request)


def on_file_host(request: HttpRequest) -> bool:
    """Tell whether a request came by the name of the files' host, when they have one."""
    own = urlsplit(settings.FILES_URL).netloc
    return bool(own) and request.get_host().lower() == own


def picture_address(file_id: UUID, piece: str) -> str:
    """Return the address of one picture of a file, on the page in hand."""
    request = page.in_hand().request
    signed_in = getattr(request, "signed_in", None)
    return address_for(signed_in, PIECE, file_id, piece)


def sound_address(file_id: UUID) -> str:
    """Return the address of a voice, on the page in hand."""
    return address_for(getattr(page.in_hand().request, "signed_in", None), SOUND, file_id)


def address_for(signed_in: SignedIn | None, route: str, file_id: UUID, *parts: str) -> str:
    """Return the address of a file: on the files' host, for this session; on the pages' own without one, and for a
    device of a class, whose cookie is asked for."""
    address = reverse(route, args=[file_id, *parts])
    if not settings.FILES_URL or signed_in is None or signed_in.idle_seconds:
        return address
    return f"{settings.FILES_URL}{address}?{urlencode({'t': ticket_for(signed_in, file_id)})}"


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED)
    response = HttpResponse(status=HTTPStatus.NOT_FOUND)
    with suppress(Resolver404):
        match = resolve(request.path_info)
        if match.view_name in {PIECE, SOUND, GIVEN} and not _goes_there(request, match.view_name):
            response = _file(request, match.func, match.kwargs)
    response.headers.setdefault("Cache-Control", "no-store, private")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.cookies.clear()
    return response


def _goes_there(request: HttpRequest, route: str) -> bool:
    """A picture stands in a page, and so does a voice: its address, copied into another window, shows nothing."""
    there = _IN_PAGES.get(route)
    return there is not None and request.headers.get("Sec-Fetch-Dest", there) != there


def _file(request: HttpRequest, view: Callable[..., HttpResponse], named: dict[str, object]) -> HttpResponse:
    hashed = key_hash_in(request.GET.get("t", ""), UUID(str(named["file_id"])))
    signed_in = from_hash(hashed) if hashed else None
    if signed_in is None or not is_open(signed_in) or signed_in.idle_seconds:
        leave()
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    if refusals.pace_refusal(signed_in, clock.now()) is not None:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    request.actor, request.signed_in = signed_in.actor, signed_in  # type: ignore[attr-defined]
    try:
        response = view(request, **named)
    except DomainError as error:
        response = HttpResponse(status=error.status)
    else:
        _keep(response, shared=signed_in.row["shared"])
        told = get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
        response = HttpResponse() if told is None else told
    refusals.count_refusal(request, response, signed_in)
    refusals.count_download(response, signed_in)
    return response


def _keep(response: HttpResponse, *, shared: bool) -> None:
    """The browser may keep it, and asks each time whether it may show it still; on a shared device it keeps nothing."""
    if response.status_code == HTTPStatus.OK and not shared:
        response.headers["Cache-Control"] = "private, no-cache"
