"""« Demandes »: for the direction a page of the school’s office, for the academy and the platform a part of the menu;
on the home of each when one waits."""

from datetime import date
from typing import Any

from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import SCHOOL, NoticeCard, Service, register
from eprimo.foundation.notifications.sections import Place, Section, register_section
from eprimo.foundation.privacy.requests.notices import TO_DECIDE
from eprimo.foundation.privacy.requests.queries import due_to_decide

_ABOVE = frozenset({Role.ACADEMY, Role.PLATFORM})

register(
    Service(
        "requests",
        "Demandes",
        "shield-check",
        "requests:index",
        _ABOVE,
        order=27,
        place=SCHOOL,
        cards={TO_DECIDE: NoticeCard("requests/_card.html")},
    )
)


def _has_no_card(actor: Actor) -> bool:
    """A head who has children has the card of the notice."""
    return not (actor.heads and actor.children)


def _waiting(_actor: Actor, due: list[date]) -> dict[str, Any] | None:
    return {"count": len(due), "due": due[0]} if due else None


register_section(
    Section(
        key="requests.waiting", template="requests/_home.html", roles=HEADS, asks=due_to_decide, when=_has_no_card,
        composed=True, show=_waiting, order=6, place=Place.DAY,
    )
)  # fmt: skip
register_section(
    Section(
        key="requests.above", template="requests/_home.html", roles=_ABOVE, asks=due_to_decide, show=_waiting,
        order=6, place=Place.DAY,
    )
)  # fmt: skip
