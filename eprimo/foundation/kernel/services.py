"""What a service declares of itself, once, in its `service.py`: home, menu, console and search know it from there."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules, module_has_submodule
from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.retention_rules import Retention

__all__ = [
    "AGENDA",
    "CLASS",
    "SCHOOL",
    "WORDS",
    "Add",
    "ChildAct",
    "FamilyPages",
    "MenuPlace",
    "NoticeCard",
    "OfflineReading",
    "Retention",
    "SealedPage",
    "Service",
    "adds_of",
    "child_acts",
    "discover",
    "may_own_device",
    "notice_card",
    "offline_readings",
    "place_of",
    "register",
    "retentions",
    "sealed_of",
    "services",
    "services_of",
    "silent_cards",
]


@dataclass(frozen=True, slots=True)
class MenuPlace:
    """An entry of the menu that several services share, each a tab of it: a new service is a tab, never a new entry.
    Nobody has it but by a service."""

    key: str
    family: str
    work: str
    head: str
    above: str
    icon: str
    # Whose single service lends it its own name and icon: nothing would be told by a wider word.
    of_several: bool = False

    def name_for(self, actor: Actor) -> str:
        """Return the name of the service in the role in use."""
        if actor.role in {Role.GUARDIAN, Role.PUPIL}:
            return self.family
        if actor.above_schools:
            return self.above
        return self.head if actor.role in HEADS else self.work


# What the class and the school live: what is read there, by families and by who works in the school.
CLASS = "class"
# What the school and families say to each other.
WORDS = "words"
# What has a date. Families and pupils have it as an entry of its own; for who works there it is beside what the class
# and the school live.
AGENDA = "agenda"
# How the class, the school, the territory are run: people, keys, imports.
SCHOOL = "school"
_PLACES = {
    one.key: one
    for one in (
        MenuPlace(WORDS, _("Mots"), "Mots", "Mots", "Mots", "notebook-pen"),
        MenuPlace(CLASS, _("Classe"), "Vie de l’école", "Vie de l’école", "Vie des écoles", "newspaper"),
        MenuPlace(AGENDA, _("Agenda"), "Agenda", "Agenda", "Agenda", "calendar-days"),
        MenuPlace(SCHOOL, _("École"), "La classe", "École", "Territoire", "users-round", of_several=True),
    )
}


def place_of(service: "Service", actor: Actor) -> MenuPlace | None:
    """Return the entry of the menu where the service is a tab for this actor; None: it has an entry of its own."""
    if service.place == AGENDA and actor.role not in {Role.GUARDIAN, Role.PUPIL}:
        return _PLACES[CLASS]
    return _PLACES[service.place] if service.place else None


@dataclass(frozen=True, slots=True)
class Add:
    """Something that « Ajouter » makes: what it is, and the page that begins it. `allowed` asks no statement, since
    every page has the menu; `still` is asked where one chooses; the page itself asks the right."""

    words: str
    icon: str
    url_name: str
    allowed: Callable[[Actor], bool]
    still: Callable[[Actor], bool] = lambda _: True
    # It tells families, and may begin with what a date says (`?date=`, its public id).
    tells_date: bool = False


@dataclass(frozen=True, slots=True)
class ChildAct:
    """An act that a service offers on the page of a child to who works with it: words, and the page of that child.
    `allowed` asks no statement: by which rules the child is seen; the page itself asks the right."""

    words: str
    icon: str
    url_name: str
    allowed: Callable[[Actor, Collection[str]], bool]


@dataclass(frozen=True, slots=True)
class ClassPart:
    """A part that a service shows on the page of a class to who teaches it or directs the school: `load` of the class,
    by its id and public id (at most one statement), and the template of what that gives. None: nothing."""

    template: str
    load: Callable[[Actor, int, UUID], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class FamilyPages:
    """The pages to which the home of a guardian leads on: a page of all that the service has for them (`name`,
    `url_name`), the query of what is to do there, and lines beside (icon, name, query)."""

    name: str
    url_name: str
    to_do: str
    beside: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SealedPage:
    """A page that the browsers of who works in a school keep encrypted, to be opened without network.

    `allowed` asks no statement; the page itself asks the right. `own`: only a browser that its person declared to be on
    an own device keeps it.
    """

    url_name: str
    allowed: Callable[[Actor], bool]
    own: bool = False


@dataclass(frozen=True, slots=True)
class OfflineReading:
    """The part of a service in the page that a family's device keeps, to be read without network: words, no files.

    `load` gives what its template reads as `section`; None: nothing. The words of `title` are marked for translation.
    """

    title: str
    icon: str
    template: str
    load: Callable[[Actor], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """The way in which homes draw the notices of one card. Words are marked for translation."""

    # What draws it whole; empty: no card, a section of its service draws what it is of.
    template: str = ""
    icon: str = "notebook-pen"
    # What it is called: « À signer », « À lire ».
    word: str = ""
    # What stands before its last day: « signer avant ».
    before: str = ""
    # Told by the day of its thing where the days to come show it, and not beside.
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of the main menu, or a silent one when `url_name` is empty."""

    key: str
    name: str
    icon: str
    url_name: str
    roles: frozenset[Role]
    order: int = 50
    # The head of its addresses, where the `urls.py` of its folder is mounted; empty: it has none of its own.
    address: str = ""
    # The entry that it shares with others; empty: it has its own.
    place: str = ""
    # Where its entry leads this actor at once, when its address would only send them on; empty: there.
    opens: Callable[[Actor], str] = lambda _: ""
    # Routes beyond the head of its own address whose pages belong to it: the entry is current there too.
    also: tuple[str, ...] = ()
    # A finer word than the role, when the role is not enough.
    shown_to: Callable[[Actor], bool] = lambda _: True
    # Is it a tab where it shares a place? What another tab there shows whole is none: its pages open from there.
    has_tab: Callable[[Actor], bool] = lambda _: True
    # The count that its entry carries: one alone (« à faire »), or the menu would nag.
    badge: str = ""
    # The route that looks for words (`mots`, by POST) in what this actor reads of it; empty: none.
    searched_at: Callable[[Actor], str] = lambda _: ""
    # The cards of its notices.
    cards: dict[str, NoticeCard] = field(default_factory=dict)
    # What a device that keeps e-primo among its applications calls its page; empty: it has no shortcut there.
    shortcut: str = ""
    # What the home of a guardian leads on to, beside the cards.
    family: FamilyPages | None = None
    # Routes of the pages that a family's own device keeps, to be read without network.
    kept: frozenset[str] = frozenset()
    # Those of them that it fetches before they are opened, for this actor (no statement).
    kept_ahead: Callable[[Actor], tuple[str, ...]] = lambda _: ()
    # What its things say on the page of all that is read without network.
    offline: OfflineReading | None = None
    # Pages that devices of who works keep encrypted.
    sealed: tuple[SealedPage, ...] = ()
    # What it lets one make, for « Ajouter ».
    adds: tuple[Add, ...] = ()
    # What it shows on the page of a class.
    of_class: tuple[ClassPart, ...] = ()
    # What it offers on the page of a child.
    of_child: tuple[ChildAct, ...] = ()
    # Routes of a guardian's first acts: a device that saw one is offered to keep e-primo at hand.
    first_acts: frozenset[str] = frozenset()


_services: dict[str, Service] = {}


def register(service: Service) -> Service:
    """Raises ImproperlyConfigured for a key, or the card of a notice, that another service has: the program does not
    start."""
    if service.key in _services:
        raise ImproperlyConfigured(f"Two services are called « {service.key} ».")
    taken = {card for other in _services.values() for card in other.cards} & service.cards.keys()
    if taken:
        raise ImproperlyConfigured(
            f"« {service.key} » draws cards of another service: {', '.join(sorted(taken))}."
        )
    _services[service.key] = service
    return service


def discover() -> None:
    autodiscover_modules("service")


def services() -> list[Service]:
    return sorted(_services.values(), key=lambda service: (service.order, service.key))


def services_of(actor: Actor) -> list[Service]:
    """Return the services of this actor's menu, in order."""
    roles = {actor.role} | ({Role.GUARDIAN} if actor.children else set())
    return [s for s in services() if s.url_name and roles & s.roles and s.shown_to(actor)]


def sealed_of(actor: Actor, *, own: bool) -> list[str]:
    """Return the routes of the pages that this browser of the actor keeps encrypted (no statement). `own`: the actor
    declared that the device is an own one."""
    if actor.closed or not actor.is_whole:
        return []
    return [page.url_name for page in _sealed() if page.allowed(actor) and (own or not page.own)]


def may_own_device(actor: Actor) -> bool:
    """Tell whether a browser of this actor keeps more once the device is declared to be an own one (no statement)."""
    if actor.closed or not actor.is_whole:
        return False
    return any(page.own and page.allowed(actor) for page in _sealed())


def _sealed() -> Iterator[SealedPage]:
    return (page for service in services() for page in service.sealed)


def offline_readings() -> list[OfflineReading]:
    """Return what services give to be read without network, in the order of the menu."""
    return [one.offline for one in services() if one.offline is not None]


def adds_of(actor: Actor) -> list[Add]:
    """Return what this actor may make, in the order of the menu (no statement)."""
    return [one for service in services() for one in service.adds if one.allowed(actor)]


def child_acts(actor: Actor, rules: Collection[str]) -> list[ChildAct]:
    """Return what services offer this actor on the page of a child seen by these rules, in the order of the menu."""
    return [one for service in services() for one in service.of_child if one.allowed(actor, rules)]


def retentions() -> list[Retention]:
    """Return the rules of how long personal data is kept, as each app's `retention.py` declares it."""
    found: list[Retention] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "retention"):
            found += import_module(f"{config.name}.retention").RETENTION
    return found


def silent_cards() -> list[str]:
    """Return the cards that no template draws: digests count their notices, and sections draw what they are of."""
    return sorted(
        {card for one in _services.values() for card, drawn in one.cards.items() if not drawn.template}
    )


def notice_card(card: str) -> NoticeCard:
    """Return how its service has a notice drawn; KeyError for a card nobody declares."""
    for service in _services.values():
        if card in service.cards:
            return service.cards[card]
    raise KeyError(card)
