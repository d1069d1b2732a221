"""« Mes données »: no entry of the menu, it is reached from the account; the cards of copies and of requests."""

from typing import Any

from django.db.models import Exists

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import NoticeCard, Service, register
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.foundation.privacy.exports.notices import READY
from eprimo.foundation.privacy.requests.notices import ANSWERED, TOLD
from eprimo.foundation.privacy.requests.queries import answer_exists

register(
    Service(
        key="my_data",
        name="Mes données",
        icon="shield-check",
        url_name="",
        roles=frozenset(),
        cards={
            READY: NoticeCard("my_data/_card.html", icon="shield-check"),
            TOLD: NoticeCard("my_data/_told_card.html", icon="shield-check"),
            ANSWERED: NoticeCard("my_data/_answered_card.html", icon="shield-check"),
        },
    )
)


def _asks(actor: Actor) -> Exists:
    return answer_exists(actor.person_id)


def _has_no_card(actor: Actor) -> bool:
    """Who has children has the card of the notice; who came in with a sheet does not open the answer."""
    return not actor.children and actor.is_whole


def _answered(_actor: Actor, answered: bool) -> dict[str, Any] | None:
    return {"answered": True} if answered else None


# Homes that show no cards.
register_section(
    Section(
        key="my_data.answered", template="my_data/_home.html",
        roles=frozenset(Role) - {Role.GUARDIAN, Role.PUPIL}, query=_asks, when=_has_no_card, composed=True,
        from_value=_answered, order=7, place=SectionPlace.DAY,
    )
)  # fmt: skip
