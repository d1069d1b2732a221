"""A request as who decides reads it. A role of the territory reads no name of a pupil."""

from dataclasses import dataclass

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.privacy.models import PrivacyRequest, RequestKind, RequestState
from eprimo.foundation.privacy.requests.queries import SOON
from eprimo.foundation.privacy.requests.wording import CORRECTED, REASONS, STATES, TONES

_TITLES = {
    RequestKind.ERASE_ACCOUNT: "Effacer son compte",
    RequestKind.ERASE_CHILD: "Effacer le compte d’un enfant",
    RequestKind.ERASE_CONTRIBUTIONS: "Effacer ce qu’un enfant a partagé",
    RequestKind.OBJECTION: "Ne rien laisser de ce qu’un enfant a partagé",
    RequestKind.RECTIFY: "Corriger une donnée",
}
A_CHILD = "un enfant"


@dataclass(frozen=True, slots=True)
class Shown:
    row: PrivacyRequest
    title: str
    what: str
    asker: str
    about: str
    where: str
    state: str
    tone: str
    reason: str
    soon: bool
    late: bool


def shown(row: PrivacyRequest, actor: Actor) -> Shown:
    own = row.subject_id == row.asked_by_id
    today = clock.today(actor.time_zone)
    waits = row.state == RequestState.ASKED
    about = "" if own else row.subject.full_name if actor.heads else A_CHILD
    return Shown(
        row=row,
        title=_TITLES[RequestKind(row.kind)],
        what=CORRECTED.get(row.what, ""),
        asker=row.asked_by.full_name,
        about=about,
        where=row.school.name if row.school and not actor.heads else "",
        state=STATES[row.state],
        tone=TONES[row.state],
        reason=REASONS.get(row.code, ""),
        soon=waits and today + SOON >= row.due_on,
        late=waits and today > row.due_on,
    )
