"""« Demandes »: for the direction a page of the school’s office, for the academy and the platform a part of the menu;
on the home of each when one waits."""

from typing import Any

from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Asked, Place, Section, register_section
from eprimo.foundation.privacy.requests.queries import count_to_decide

_ABOVE = frozenset({Role.ACADEMY, Role.PLATFORM})

register(
    Service("requests", "Demandes", "shield-check", "requests:index", _ABOVE, order=27),
)


def _waiting(actor: Actor, _asked: Asked) -> dict[str, Any] | None:
    count, due = count_to_decide(actor)
    return {"count": count, "due": due} if count else None


register_section(
    Section(
        key="requests.waiting", template="requests/_home.html", roles=_ABOVE | HEADS, load=_waiting, order=6,
        place=Place.DAY,
    )
)  # fmt: skip
