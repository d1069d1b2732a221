"""The directory of an academy among the tabs of the territory, and on the home while one waits."""

from typing import Any

from eprimo.console.academy_directory.queries import waiting_query
from eprimo.foundation.intake.models import AafDeliveryState
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import SCHOOL, Service, register
from eprimo.foundation.notifications.sections import Section, SectionPlace, Wait, register_section
from eprimo.ui.addresses import reverse

_ROLES = frozenset({Role.ACADEMY})
_WORDS = {
    AafDeliveryState.CHECKED: "Lue et comparée\N{NO-BREAK SPACE}: relisez ce qu’elle changerait",
    AafDeliveryState.RECEIVED: "En lecture",
    AafDeliveryState.APPROVED: "En train de s’appliquer",
}

register(
    Service(
        "academy_directory", "Annuaire académique", "file-check", "academy_directory:index", _ROLES, order=27,
        place=SCHOOL,
    )
)  # fmt: skip


def _waiting(_actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Deliveries that are open."""
    if not rows:
        return None
    return {
        "waits": [
            Wait(
                "file-check", f"Livraison de l’annuaire ({row['academy']})", _WORDS[AafDeliveryState(row["state"])],
                reverse("academy_directory:delivery", args=[row["public_id"]]),
            )
            for row in rows
        ]
    }  # fmt: skip


register_section(
    Section(
        key="academy_directory.waiting", template="", roles=_ROLES, query=waiting_query, from_value=_waiting,
        order=8, place=SectionPlace.DAY,
    )
)  # fmt: skip
