"""« Mes données »: no entry of the menu, it is reached from the account; the cards of copies and of requests."""

from typing import Any

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Asked, Place, Section, register_section
from eprimo.foundation.privacy.exports.notices import READY
from eprimo.foundation.privacy.requests.notices import ANSWERED, TOLD
from eprimo.foundation.privacy.requests.queries import has_answer

register(
    Service(
        key="my_data",
        name="Mes données",
        icon="shield-check",
        url_name="",
        roles=frozenset(),
        cards={
            READY: "my_data/_card.html",
            TOLD: "my_data/_told_card.html",
            ANSWERED: "my_data/_answered_card.html",
        },
    )
)


def _answered(actor: Actor, _asked: Asked) -> dict[str, Any] | None:
    return {"answered": True} if has_answer(actor.person_id) else None


# Homes that show no cards.
register_section(
    Section(
        key="my_data.answered", template="my_data/_home.html",
        roles=frozenset(Role) - {Role.GUARDIAN, Role.PUPIL}, load=_answered, order=7, place=Place.DAY,
    )
)  # fmt: skip
