"""« Demandes »: for the direction a page of the school’s office, for the academy and the platform a part of the menu;
on the home of each when one waits."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.expressions import RawSQL

from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import Service, register
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
        cards={TO_DECIDE: "requests/_card.html"},
    )
)


def _asks(actor: Actor) -> ArraySubquery | RawSQL | None:
    """A head who has children has the card of the notice."""
    return None if actor.heads and actor.children else due_to_decide(actor)


def _waiting(_actor: Actor, due: list[date]) -> dict[str, Any] | None:
    return {"count": len(due), "due": due[0]} if due else None


register_section(
    Section(
        key="requests.waiting", template="requests/_home.html", roles=_ABOVE | HEADS, asks=_asks, show=_waiting,
        order=6, place=Place.DAY,
    )
)  # fmt: skip
