"""« Demandes »: for the direction a page of the school’s office, for the academy and the platform a part of the menu;
on the home of each when one waits."""

from datetime import date
from typing import Any

from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import SCHOOL, NoticeCard, Service, register
from eprimo.foundation.notifications.sections import Section, SectionPlace, Wait, register_section
from eprimo.foundation.privacy.requests.notices import TO_DECIDE
from eprimo.foundation.privacy.requests.queries import due_to_decide
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted

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
    if not due:
        return None
    title = counted(len(due), "demande attend", "demandes attendent") + " une réponse"
    words = f"La première au plus tard le {french.day_month_year(due[0])}"
    return {"waits": [Wait("shield-check", title, words, reverse("requests:index"))]}


register_section(
    Section(
        key="requests.waiting", template="", roles=HEADS, query=due_to_decide, when=_has_no_card,
        composed=True, from_value=_waiting, order=6, place=SectionPlace.DAY,
    )
)  # fmt: skip
register_section(
    Section(
        key="requests.above", template="", roles=_ABOVE, query=due_to_decide, from_value=_waiting,
        order=6, place=SectionPlace.DAY,
    )
)  # fmt: skip
