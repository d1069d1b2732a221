"""What the home shows: own notices, by lane, and the sections that services pull by rule."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import card_template
from eprimo.foundation.notifications.models import Lane, Notice
from eprimo.foundation.notifications.queries import OwnChild, open_notices, own_children
from eprimo.foundation.notifications.sections import sections_of


@dataclass(frozen=True, slots=True)
class Card:
    """A notice, and the template its service draws it with."""

    notice: Notice
    template: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section that a service puts on the home."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Home:
    to_do: list[Card]
    my_children: list[Card]
    life: list[Card]
    parts: list[Part]
    children: list[OwnChild]

    @property
    def to_do_count(self) -> int:
        return len(self.to_do)


def home_of(actor: Actor, child: UUID | None = None) -> Home:
    """The home of the role in use (three statements at most); of one own child when it is named."""
    # A pupil has no notice: nothing rings for a child.
    notices = [] if actor.role == Role.PUPIL else open_notices(actor)
    cards: dict[str, list[Card]] = {lane.value: [] for lane in Lane}
    for notice in notices:
        if child is None or (notice.child is not None and notice.child.public_id == child):
            cards[notice.lane].append(Card(notice, card_template(notice.card)))
    parts = []
    for section in sections_of(actor):
        context = section.load(actor)
        if context is not None:
            parts.append(Part(section.template, context))
    return Home(
        to_do=cards[Lane.TO_DO],
        my_children=cards[Lane.MY_CHILD],
        life=cards[Lane.CLASS_LIFE],
        parts=parts,
        children=own_children(actor),
    )
