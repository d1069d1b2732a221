"""An intervention as teachers write it, and a partner who comes to a class."""

from datetime import date, time, timedelta
from typing import Any

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish
from eprimo.foundation.directory.models import ClassGroup, Group
from eprimo.foundation.kernel import clock
from eprimo.services.partners.actions import invitation_open, partner_invite
from eprimo.services.partners.kind import INTERVENTIONS
from eprimo.services.partners.models import Invitation
from tests.cast import Cast
from tests.conftest import NOW

# NOW is ten o'clock of that day, on the wall of the school.
TODAY: date = NOW.date()
FROM, UNTIL = time(9, 30), time(11)


def intervention(
    cast: Cast,
    place: ClassGroup | Group | None = None,
    *,
    by: str = "teacher",
    title: str = "Chant",
    text: str = "Les élèves chantent en canon.",
    **facts: Any,
) -> Resource:
    """For the class of Léa, unless said, today from half past nine to eleven; published the day before."""
    with clock.frozen(NOW - timedelta(days=1)):
        return _published(cast, place, by, title, text, facts)


def _published(
    cast: Cast, place: ClassGroup | Group | None, by: str, title: str, text: str, facts: dict[str, Any]
) -> Resource:
    place = place or cast.ce1
    to = To.CLASS if isinstance(place, ClassGroup) else To.GROUP
    actor = cast.actor(by)
    said = DraftInput(
        title=title, body=richtext.parse(text), targets=((to, place.pk),), readers=EVERYBODY,
        facts={
            "event_on": TODAY, "starts_at": FROM, "ends_at": UNTIL, "place": "Salle de musique",
            "bring": ["Un pupitre"], **facts,
        },
    )  # fmt: skip
    made = draft_save(actor=actor, kind=INTERVENTIONS, said=said)
    return thing_publish(actor=actor, kind=INTERVENTIONS, resource=made)


def invited(cast: Cast, made: Resource, *, opened: bool = True, by: str = "teacher") -> Invitation:
    """The musician is asked to it by a teacher, and the head opened the class."""
    one = partner_invite(actor=cast.actor(by), resource=made, person_id=cast.people["partner"].public_id)
    if opened:
        invitation_open(actor=cast.actor("director"), resource=made, invitation=one)
        one.refresh_from_db()
    return one
