"""Who asks: the actor of each request, and the doors that stand before every view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ObjectNotUpdated
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from eprimo.foundation.access import refusals, session_key_rotation
from eprimo.foundation.access.actors import SignedIn, from_session
from eprimo.foundation.access.entry import suspended
from eprimo.foundation.access.unsaved_text import sign_in_url, typed_text, typed_text_page
from eprimo.foundation.access.wall import leave
from eprimo.foundation.accounts.own_device import is_own_device
from eprimo.foundation.accounts.sessions import drop_cookie
from eprimo.foundation.classroom.cookies import device_key
from eprimo.foundation.classroom.queries import class_session_holds
from eprimo.foundation.directory.policies.scope import may_search
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.banners import banners_of
from eprimo.foundation.kernel.device_acts import HEADER as ACT
from eprimo.foundation.kernel.device_mark import act_mark
from eprimo.foundation.kernel.errors import CameWithASheet, SchoolClosed
from eprimo.foundation.kernel.middleware import error_page
from eprimo.foundation.kernel.services import MenuPlace, Service, adds_of, place_of, sealed_of, services_of
from eprimo.ui.addresses import reverse

# A row that was there is reached no more.
_NOT_REACHED = (ObjectDoesNotExist, ObjectNotUpdated)

type Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu, as the layouts read it."""

    label: str
    url: str
    icon: str
    current: bool
    badge: str = ""


class ActorMiddleware:
    """Sets `request.actor` (None: not signed in), then: sign-in by default, the charter first, closed schools."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        signed_in = _held(request, from_session(key)) if key else None
        if signed_in is not None:
            said = session_key_rotation.turn_of_request(request, key)
            shown = session_key_rotation.compare_turn(said, signed_in.row, clock.now())
            if shown in {session_key_rotation.TurnShown.COPY, session_key_rotation.TurnShown.MOVED}:
                session_key_rotation.end_copied_session(signed_in, shown)
                leave()
                signed_in = None
        request.signed_in = signed_in  # type: ignore[attr-defined]
        request.actor = signed_in.actor if signed_in else None  # type: ignore[attr-defined]
        if signed_in is not None:
            request.searches = may_search(signed_in.actor)  # type: ignore[attr-defined]
            request.navigation, request.tabs = _navigation(request, signed_in.actor)  # type: ignore[attr-defined]
            request.adds = _adds(request, signed_in.actor)  # type: ignore[attr-defined]
            request.sender = act_mark(signed_in.actor)  # type: ignore[attr-defined]
            # As its person said at the door, or a device of a class.
            shared = bool(signed_in.row["shared"] or signed_in.idle_seconds)
            request.device_is_shared = shared  # type: ignore[attr-defined]
            request.own_device = not shared and is_own_device(request, signed_in.actor.account_id)  # type: ignore[attr-defined]
            request.sealed = _sealed(request, signed_in.actor)  # type: ignore[attr-defined]
            if signed_in.idle_seconds:
                # A page that nobody touches goes back to the wall by itself.
                request.idle_seconds = signed_in.idle_seconds + 1  # type: ignore[attr-defined]
            request.today = clock.today(signed_in.actor.time_zone)  # type: ignore[attr-defined]
        # Hours are shown in the zone of the school in use.
        zone = ZoneInfo(signed_in.actor.time_zone) if signed_in is not None else None
        with timezone.override(zone):
            request.banners = banners_of(signed_in.actor) if signed_in is not None else []  # type: ignore[attr-defined]
            slow = refusals.slow_answer(request, signed_in, clock.now()) if signed_in is not None else None
            response = slow or self.get_response(request)
        if getattr(getattr(request.resolver_match, "func", None), "by_key", False):
            response = refusals.count_wrong_key(request, response)
        if key and signed_in is None and settings.SESSION_COOKIE_NAME not in response.cookies:
            if _is_page(request):
                drop_cookie(response)
            if device_key(request):
                # The next child finds nothing of the one before, back button included.
                response.headers["Clear-Site-Data"] = '"cache"'
        if signed_in is not None:
            if slow is None:
                refusals.count_refusal(request, response, signed_in)
                refusals.count_download(response, signed_in)
            if signed_in.renew or shown == session_key_rotation.TurnShown.NEXT:
                session_key_rotation.renew_session(response, key, signed_in, said, shown)
            # Pages of one person are kept by no cache but the person's own, and not after signing out.
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The session ended while the page was at work (signing out in another tab): the wall let nothing through any
        more. Its person is asked to sign in, as one second later."""
        shut = isinstance(exception, _NOT_REACHED) or isinstance(exception.__cause__, InsufficientPrivilege)
        if not shut or request.actor is None:  # type: ignore[attr-defined]
            return None
        if from_session(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")) is not None:
            return None
        return _to_sign_in(request, request.resolver_match.func)  # type: ignore[union-attr]

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: Any,  # noqa: ARG002 - Django's signature
        kwargs: Any,  # noqa: ARG002
    ) -> HttpResponse | None:
        signed_in = request.signed_in  # type: ignore[attr-defined]
        if getattr(view, "public", False):
            return None
        if signed_in is None:
            return _to_sign_in(request, view)
        if not signed_in.charter_accepted and not getattr(view, "before_charter", False):
            return HttpResponseRedirect(reverse("accounts:charter"))
        actor = signed_in.actor
        if not actor.is_whole and getattr(view, "whole_account", False):
            return error_page(request, CameWithASheet())
        if actor.closed and not actor.children and not getattr(view, "always_open", False):
            return error_page(request, SchoolClosed())
        if not getattr(view, "always_open", False) and (refused := suspended(actor)):
            return error_page(request, refused)
        return None


def _is_page(request: HttpRequest) -> bool:
    """The person goes there. What another window asks behind it was sent with the cookie of before, and its answer may
    come after that of the sign-in: it would take the new cookie away."""
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _held(request: HttpRequest, signed_in: SignedIn | None) -> SignedIn | None:
    """A session of a class device holds there, as long as the device does."""
    if signed_in is None or not signed_in.idle_seconds:
        return signed_in
    if class_session_holds(signed_in.session_id, device_key(request)):
        return signed_in
    leave()
    return None


def _to_sign_in(request: HttpRequest, view: Callable[..., Any]) -> HttpResponse:
    if getattr(view, "fragment", False) or request.headers.get("HX-Request") or ACT in request.headers:
        return HttpResponse(
            "Entrez d’abord dans votre espace.", status=401, content_type="text/plain; charset=utf-8"
        )
    if device_key(request):
        return HttpResponseRedirect(reverse("classroom:wall"))
    if words := typed_text(request):
        return typed_text_page(request, words)
    return HttpResponseRedirect(sign_in_url(request))


def _navigation(request: HttpRequest, actor: Actor) -> tuple[list[MenuEntry], list[MenuEntry]]:
    """What this actor may open, and the tabs of the entry that is open, on the page that a tab leads to; the service
    whose address is the longest head of the path is current. Services of one place are one entry."""
    entries = [(service, reverse(service.url_name)) for service in services_of(actor)]
    if not actor.positions:
        # Whose every link ended: nothing else is there for them.
        entries = [(service, url) for service, url in entries if url == "/"]
    heads = {head: url for service, url in entries for head in (*map(reverse, service.also), url)}
    held = [head for head in heads if request.path.startswith(head) and (head != "/" or request.path == "/")]
    here = heads[max(held, key=len)] if held else ""
    menu: dict[str, MenuEntry] = {}
    tabs: dict[str, list[MenuEntry]] = {}
    for service, url in entries:
        entry = MenuEntry(service.name, _way(service, actor, url), service.icon, url == here, service.badge)
        place = place_of(service, actor)
        if place is None:
            menu[service.key] = entry
            continue
        beside = tabs.setdefault(place.key, [])
        if not beside or service.has_tab(actor):
            beside.append(entry)
        # Of what is no tab, the entry of its place is current too, whatever tab comes after it.
        current = entry.current or (place.key in menu and menu[place.key].current)
        menu[place.key] = replace(_shared(place, actor, beside), current=current)
    shown = next((all_ for key, all_ in tabs.items() if menu[key].current), [])
    return list(menu.values()), shown if request.path in {one.url for one in shown} else []


def _shared(place: MenuPlace, actor: Actor, tabs: Sequence[MenuEntry]) -> MenuEntry:
    """The entry of a place, which leads to its first tab."""
    first = tabs[0]
    if place.of_several and len(tabs) == 1:
        return first
    return MenuEntry(place.name_for(actor), first.url, place.icon, any(one.current for one in tabs))


def _sealed(request: HttpRequest, actor: Actor) -> tuple[str, ...]:
    """The pages that this browser of the actor keeps encrypted."""
    return tuple(map(reverse, sealed_of(actor, own=request.own_device)))  # type: ignore[attr-defined]


def _adds(request: HttpRequest, actor: Actor) -> MenuEntry | None:
    """« Ajouter »: where one begins something; at once, where there is one thing to make."""
    adds = adds_of(actor)
    if not adds or not actor.positions:
        return None
    url = reverse(adds[0].url_name if len(adds) == 1 else "home:add")
    return MenuEntry("Ajouter", url, "plus", request.path == url)


def _way(service: Service, actor: Actor, url: str) -> str:
    """A redirection costs a slow line twice, and is not kept by a device for when there is none."""
    direct = service.opens(actor)
    return reverse(direct) if direct else url
