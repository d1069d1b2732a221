"""What the home shows: own notices, by lane, and the sections that services pull by rule."""

from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import card_template
from eprimo.foundation.notifications.models import Lane, Notice
from eprimo.foundation.notifications.queries import OwnChild, open_notices, own_children
from eprimo.foundation.notifications.sections import (
    Asked,
    Place,
    Section,
    boards_of,
    glance,
    sections_of,
)
from eprimo.ui.others import Other

# Cards that a lane shows; the rest is one tap away, in the list.
MOST_CARDS = {Lane.TO_DO: 12, Lane.MY_CHILD: 8, Lane.CLASS_LIFE: 6}


@dataclass(frozen=True, slots=True)
class Card:
    """A notice, the template its service draws it with, and what its service knows behind it."""

    notice: Notice
    template: str
    detail: Any = None
    # The same thing for other children of the reader, in the same lane: one card for all of them.
    siblings: tuple[Notice, ...] = ()

    @property
    def also(self) -> list[Other]:
        """The other children it is about."""
        children = [one.child for one in self.siblings if one.child is not None]
        return [Other(child.first_name, child.seed, child.public_id) for child in children]


@dataclass(frozen=True, slots=True)
class Part:
    """A section that a service puts on the home."""

    template: str
    place: Place
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A lane: the cards it shows, and how many wait behind them. What is for two children counts twice, as on the
    badge: each is to be done for each."""

    cards: list[Card] = field(default_factory=list)
    count: int = 0
    hidden: int = 0

    @property
    def more(self) -> int:
        """Cards that are not shown."""
        return self.hidden


@dataclass(frozen=True, slots=True)
class Home:
    to_do: Shelf
    # One's own matters, about no child, beside the work.
    own: list[Card]
    my_children: Shelf
    life: Shelf
    parts: list[Part]
    children: list[OwnChild]

    @property
    def bag(self) -> Any:
        """What is to be packed for own children, when their days say so."""
        return next((part.context["bag"] for part in self.parts if part.context.get("bag")), None)

    @property
    def calm(self) -> bool:
        """Nothing waits for a guardian today."""
        return not (self.to_do.count or self.my_children.count)

    @property
    def places(self) -> dict[str, list[Part]]:
        """The sections, by where they stand."""
        return {place.value: [part for part in self.parts if part.place == place] for place in Place}


def home_of(actor: Actor, asked: Asked) -> Home:
    """The home of the role in use (three statements at most beside the actor's); of one own child when it is named."""
    family = actor.role == Role.GUARDIAN
    # Every notice is about a child: who has none, and a pupil, for whom nothing rings, is asked nothing for it.
    found = open_notices(actor) if actor.children and actor.role != Role.PUPIL else []
    notices = [one for one in found if asked.child is None or _is_about(one, asked)]
    # Beside another role, what is about no child is no matter of the children.
    own = [] if family else [one for one in notices if one.child_id is None]
    notices = sorted((one for one in notices if one not in own), key=lambda one: _is_past(actor, one))
    groups = {lane: _one_card_each(notices, lane) for lane in Lane}
    shown = [one for lane, most in MOST_CARDS.items() for group in groups[lane][:most] for one in group]
    boards = boards_of(actor, shown) if family and shown else []
    # Beside another role the children have their page: the home is of the work.
    children = own_children(actor) if family else []
    details = {key: value for board in boards for key, value in board.items()}
    by_lane = {lane: _shelf(lane, groups[lane], details) for lane in Lane}
    return Home(
        to_do=by_lane[Lane.TO_DO],
        own=[Card(one, card_template(one.card)) for one in own],
        my_children=by_lane[Lane.MY_CHILD],
        life=by_lane[Lane.CLASS_LIFE],
        parts=_parts(actor, replace(asked, children=tuple(children))),
        children=children,
    )


def _is_past(actor: Actor, notice: Notice) -> bool:
    """Its day is over, and nothing is to be done any more: it stands after what is still ahead."""
    today = actor.now.astimezone(ZoneInfo(actor.time_zone)).date()
    return notice.lane != Lane.TO_DO and notice.due_on is not None and notice.due_on < today


def _is_about(notice: Notice, asked: Asked) -> bool:
    return notice.child is not None and notice.child.public_id == asked.child


def _one_card_each(notices: list[Notice], lane: Lane) -> list[list[Notice]]:
    """The notices of a lane, those of one thing for several children together where the first of them stands."""
    groups: dict[tuple[int, str], list[Notice]] = {}
    for one in notices:
        if one.lane == lane.value:
            groups.setdefault((one.resource_id or -one.id, one.card), []).append(one)
    return [sorted(group, key=_name_of) for group in groups.values()]


def _name_of(notice: Notice) -> tuple[str, int]:
    return (notice.child.first_name if notice.child is not None else "", notice.id)


def _shelf(lane: Lane, groups: list[list[Notice]], details: dict[int, Any]) -> Shelf:
    cards = [
        Card(group[0], card_template(group[0].card), details.get(group[0].id), tuple(group[1:]))
        for group in groups[: MOST_CARDS[lane]]
    ]
    return Shelf(cards, sum(map(len, groups)), max(len(groups) - len(cards), 0))


def _context(section: Section, actor: Actor, asked: Asked, values: dict[str, Any]) -> dict[str, Any] | None:
    if section.show is not None:
        if section.key not in values:
            return None
        value = values[section.key]
        return section.show(actor, value, asked) if section.by_address else section.show(actor, value)
    return section.load(actor, asked) if section.load is not None else None


def _parts(actor: Actor, asked: Asked) -> list[Part]:
    parts = []
    sections = sections_of(actor)
    values = glance(actor, sections)
    for section in sections:
        context = _context(section, actor, asked, values)
        if context is not None:
            place = context.get("place", section.place)
            if section.first and context.get("first"):
                parts.append(Part(section.first, Place.DAY, context))
            parts.append(Part(section.template, place, context))
            if section.beside:
                parts.append(Part(section.beside, Place.WEEK, context))
    return parts
