"""What the home shows: own notices, by lane, and the sections that services pull by rule."""

from dataclasses import dataclass, field
from typing import Any

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import card_template
from eprimo.foundation.notifications.models import Lane, Notice
from eprimo.foundation.notifications.queries import OwnChild, open_notices, own_children
from eprimo.foundation.notifications.sections import Asked, Day, Place, boards_of, sections_of

# Cards that a lane shows; the rest is one tap away, in the list.
MOST_CARDS = {Lane.TO_DO: 12, Lane.MY_CHILD: 8, Lane.CLASS_LIFE: 6}


@dataclass(frozen=True, slots=True)
class Card:
    """A notice, the template its service draws it with, and what its service knows behind it."""

    notice: Notice
    template: str
    detail: Any = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section that a service puts on the home."""

    template: str
    place: Place
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A lane: the cards it shows, and how many wait behind them."""

    cards: list[Card] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Home:
    to_do: Shelf
    my_children: Shelf
    life: Shelf
    days: list[Day]
    parts: list[Part]
    children: list[OwnChild]

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
    shown = _first_of_each_lane(notices)
    boards = boards_of(actor, shown, asked.child) if family and actor.children else []
    details = {key: value for board in boards for key, value in board.details.items()}
    by_lane = {lane: _shelf(lane, notices, shown, details) for lane in Lane}
    return Home(
        to_do=by_lane[Lane.TO_DO],
        my_children=by_lane[Lane.MY_CHILD],
        life=by_lane[Lane.CLASS_LIFE],
        days=sorted((day for board in boards for day in board.days), key=lambda day: (day.on, day.title)),
        parts=_parts(actor, asked),
        # Beside another role the children have their page: the home is of the work.
        children=own_children(actor) if family else [],
    )


def _is_about(notice: Notice, asked: Asked) -> bool:
    return notice.child is not None and notice.child.public_id == asked.child


def _first_of_each_lane(notices: list[Notice]) -> list[Notice]:
    return [
        notice
        for lane, most in MOST_CARDS.items()
        for notice in [one for one in notices if one.lane == lane][:most]
    ]


def _shelf(lane: Lane, notices: list[Notice], shown: list[Notice], details: dict[int, Any]) -> Shelf:
    cards = [
        Card(one, card_template(one.card), details.get(one.id)) for one in shown if one.lane == lane.value
    ]
    return Shelf(cards, sum(one.lane == lane.value for one in notices))


def _parts(actor: Actor, asked: Asked) -> list[Part]:
    parts = []
    for section in sections_of(actor):
        context = section.load(actor, asked)
        if context is not None:
            place = context.get("place", section.place)
            parts.append(Part(section.template, place, context))
            if section.beside:
                parts.append(Part(section.beside, Place.WEEK, context))
    return parts
