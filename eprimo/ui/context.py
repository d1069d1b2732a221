"""What the layouts show on every page, read from what the middleware left on the request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Protocol

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse

from eprimo.ui.languages import NAMES, spoken

SKINS = ("standard", "petits")
# A phone's bar holds five places: when there are more, the fifth opens the rest.
BAR_PLACES = 5
# Link of the layouts -> names of routes that may give it, the first that exists.
LINKS = {
    "home": ("home:home",),
    "search": ("people:search",),
    "account": ("accounts:me",),
    "language": ("accounts:language",),
    "comfort": ("accounts:comfort",),
    "animal": ("accounts:animal",),
    "my_data": ("my_data:home",),
    "switch": ("accounts:switch",),
    "sign_in": ("accounts:sign_in",),
    "sign_out": ("accounts:sign_out",),
    "wall": ("classroom:wall",),
    "help": ("information:help",),
    "privacy": ("information:privacy",),
    "accessibility": ("information:accessibility",),
    "legal": ("information:legal",),
    "live": ("live:ticket",),
    "manifest": ("pwa:manifest",),
    "install": ("pwa:guide",),
    "devices": ("pwa:devices",),
    "device_add": ("pwa:device_add",),
    "widen": ("accounts:widen",),
    "resume": ("pwa:device_resume",),
    # Routes of the demo's settings only.
    "demo": ("demo:faces",),
    "demo_doors": ("demo:doors",),
    "demo_clock": ("demo:clock",),
}


class NavigationItem(Protocol):
    """An entry of the menu. `icon` is an id of icons.svg; `current` says that the page belongs to it; `badge` what of
    it is counted, if anything is. Equal entries are drawn once."""

    label: str
    url: str
    icon: str
    current: bool
    badge: str


class BannerItem(Protocol):
    """Something out of the ordinary that runs: what it is, its page, and the form that ends it."""

    title: str
    words: str
    url: str
    action: str
    verb: str
    icon: str


@dataclass(frozen=True, slots=True)
class Face:
    """Who is signed in, as the account menu shows it."""

    name: str
    initials: str
    role: str
    school: str
    several_roles: bool
    # What one's own animal is drawn from.
    seed: object = ""

    @property
    def first_name(self) -> str:
        return self.name.split(" ", maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page. `today` is the date in the school's zone; `face` is None for an anonymous visitor."""

    skin: str = "standard"
    # Empty: the device decides between light and dark.
    theme: str = ""
    reading: str = "normal"
    # The little ones' skin has its own letters.
    font: str = "defaut"
    text_size: str = "normal"
    # Empty: the device decides whether things move.
    animations: str = ""
    today: date | None = None
    face: Face | None = None
    bar: tuple[NavigationItem, ...] = ()
    rest: tuple[NavigationItem, ...] = ()
    # Where one begins something; None: nothing to make.
    add: NavigationItem | None = None
    # The tabs of the entry that is open, where several services share it.
    tabs: tuple[NavigationItem, ...] = ()
    links: dict[str, str] = field(default_factory=dict)
    # The other languages of this page, by their codes and own names; none where pages are French only.
    languages: tuple[tuple[str, str], ...] = ()
    # Address of the script that keeps pages on the device; empty: none.
    worker: str = ""
    # Whether this person may look for people: the magnifying glass.
    searches: bool = False
    # Where the page asks for a ticket to stay up to date; empty when nobody is to be told anything.
    live: str = ""
    # What runs and can be ended from any page.
    banners: tuple[BannerItem, ...] = ()
    # A child reads: the page says « tu ».
    child: bool = False
    # A guardian reads: the page is about a few children.
    family: bool = False
    # Mark of who reads and in which role: acts that the device keeps are told to their author alone.
    sender: str = ""
    # Addresses of the pages that this device keeps before they are opened.
    ahead: tuple[str, ...] = ()
    # Addresses of the pages that this device keeps encrypted.
    sealed: tuple[str, ...] = ()
    # So long after the last touch a page of a class's device is its wall again; 0: it stays.
    idle_seconds: int = 0

    @property
    def layout(self) -> str:
        """The layout of the skin, for pages that pupils of both skins open: `{% extends shell.layout %}`."""
        return "layouts/petits.html" if self.skin == "petits" else "layouts/app.html"


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell` in every template."""
    actor = getattr(request, "actor", None)
    # A page of a class shows its look before anybody is signed in.
    skin = getattr(request, "skin", "") or getattr(actor, "skin", "")
    # What somebody tries before keeping it, else what was kept.
    chosen = getattr(request, "comfort", actor)
    add = getattr(request, "adds", None)
    bar, rest = _split(getattr(request, "navigation", None) or (), BAR_PLACES - (add is not None))
    return {
        "shell": Shell(
            skin=skin if skin in SKINS else "standard",
            theme=getattr(chosen, "theme", ""),
            reading=getattr(chosen, "reading", "normal"),
            font="defaut" if skin == "petits" else getattr(chosen, "font", "defaut"),
            text_size=getattr(chosen, "text_size", "normal"),
            animations=getattr(chosen, "animations", ""),
            today=getattr(request, "today", None),
            face=_face(request, actor) if actor is not None else None,
            bar=bar,
            rest=rest,
            add=add,
            tabs=tuple(getattr(request, "tabs", ())),
            links=_links(get_urlconf()),
            languages=_languages(request),
            worker=getattr(request, "worker", ""),
            searches=getattr(request, "searches", False),
            live=_links(get_urlconf()).get("live", "") if getattr(actor, "is_live", False) else "",
            banners=tuple(getattr(request, "banners", ())),
            child=getattr(actor, "is_pupil", skin == "petits"),
            family=getattr(actor, "is_guardian", False),
            sender=getattr(request, "sender", ""),
            ahead=request.pages_ahead(actor) if actor is not None and hasattr(request, "pages_ahead") else (),
            sealed=getattr(request, "sealed", ()),
            idle_seconds=getattr(request, "idle_seconds", 0),
        )
    }


def _languages(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    if not getattr(request, "chooses_language", False):
        return ()
    return tuple((code, name) for code, name in NAMES.items() if code != spoken())


def initials(name: str) -> str:
    """The first letters of the first and last words, at most two: « Claire Guilbaud » gives « CG »."""
    words = [word for word in name.split() if word[0].isalpha() and not word.endswith(".")]
    if not words:
        return ""
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


def _face(request: HttpRequest, actor: Any) -> Face:
    name = getattr(actor, "display_name", "")
    return Face(
        name=name,
        initials=getattr(actor, "initials", "") or initials(name),
        role=getattr(actor, "role_label", "") or getattr(request, "role_label", ""),
        school=getattr(actor, "school_name", ""),
        several_roles=len(getattr(actor, "positions", ())) > 1,
        seed=getattr(actor, "animal", "") or getattr(actor, "public_id", None) or name,
    )


def _split(
    items: Iterable[NavigationItem], most: int
) -> tuple[tuple[NavigationItem, ...], tuple[NavigationItem, ...]]:
    every = tuple(items)
    return (every, ()) if len(every) <= most else (every[: most - 1], every[most - 1 :])


@cache
def _links(urlconf: str | None) -> dict[str, str]:
    """Addresses of the routes that the project has; the layouts leave out the others. `urlconf` keys the cache."""
    found = {"home": "/"}
    for link, names in LINKS.items():
        for name in names:
            try:
                found[link] = reverse(name, urlconf=urlconf)
            except NoReverseMatch:
                continue
            break
    return found
