"""The liaison book, as the menu, the home and the retention page know it."""

from typing import Any

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Retention, Service, register
from eprimo.foundation.notifications.sections import Section, register_section
from eprimo.services.liaison.audience import settings_of
from eprimo.services.liaison.policies import TEAM, may_write
from eprimo.services.liaison.queries import lists
from eprimo.services.liaison.words import KIND_ICONS

_ROLES = TEAM | {Role.PUPIL, Role.GUARDIAN}
_YEAR = "l’année scolaire et la suivante"
_FACTS = "aussi longtemps que leur mot"
# Roles that write to families whatever the school allows: their home asks the database nothing for it.
_ALWAYS_WRITE = {Role.TEACHER, Role.DIRECTOR, Role.DEPUTY}


def _team(actor: Actor) -> dict[str, Any] | None:
    if actor.closed:
        return None
    writes = actor.role in _ALWAYS_WRITE or may_write(actor, settings_of(actor))
    return {"notes": lists.followed(actor), "icons": KIND_ICONS, "writes": writes}


def _pupil(actor: Actor) -> dict[str, Any] | None:
    return None if actor.closed else {"notes": lists.pupil_list(actor).items[:5]}


register(
    Service(
        key="liaison",
        name="Mots",
        icon="notebook-pen",
        url_name="liaison:list",
        roles=_ROLES,
        order=20,
        cards=dict.fromkeys(
            (
                "liaison.read",
                "liaison.sign",
                "liaison.answer",
                "liaison.event",
                "liaison.bring",
                "liaison.closed",
                "liaison.corrected",
            ),
            "liaison/_card.html",
        ),
        retention=(
            Retention(
                "liaison.Note",
                ("summary", "questions", "place", "bring", "urgent_reason"),
                _YEAR,
                "Les familles et l’école retrouvent ce qui a été écrit.",
            ),
            Retention("liaison.NoteFollower", ("person",), _YEAR, "Savoir qui suit un mot."),
            Retention(
                "liaison.Recipient", ("child", "outcome"), _YEAR, "Savoir à quels enfants un mot est parti."
            ),
            Retention(
                "liaison.Owed",
                ("read_at", "signed_at", "answers", "comment", "recorded_by"),
                _FACTS,
                "Garder la preuve de ce qui a été lu, signé et répondu.",
            ),
        ),
    )
)
register_section(
    Section(key="liaison.team", template="liaison/_home_team.html", roles=TEAM, load=_team, order=20)
)
register_section(
    Section(
        key="liaison.pupil",
        template="liaison/_home_pupil.html",
        roles=frozenset({Role.PUPIL}),
        load=_pupil,
        order=20,
    )
)
