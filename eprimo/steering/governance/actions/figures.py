"""A department's figures joined to a meeting of its group [C 4.2]: « le suivi local du déploiement et des usages »."""

from django.db import transaction

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.governance.actions.meetings import locked_meeting
from eprimo.steering.governance.errors import NoFigures, WrongMeeting
from eprimo.steering.governance.figures import figures_join
from eprimo.steering.governance.models import Meeting, MeetingFigures
from eprimo.steering.governance.policies import can_keep_meetings

_WHOLE = "Les chiffres d’un département se joignent à la réunion de son groupe."
_MINUTED = "Le compte rendu est publié\N{NO-BREAK SPACE}: les chiffres joints ne changent plus."


@transaction.atomic
def figures_take(*, actor: Actor, meeting: Meeting) -> MeetingFigures:
    """Those of the last day that was counted, beside the sets that were joined before; the same day twice is one set.
    Raises WrongMeeting for the committee and once the minutes are published, NoFigures where nothing was counted."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(meeting)
    if meeting.department_id is None:
        raise WrongMeeting(_WHOLE)
    if meeting.minutes.filter(published_at__isnull=False).exists():
        raise WrongMeeting(_MINUTED)
    made = figures_join(meeting)
    if made is None:
        raise NoFigures
    audit(actor, "governance.figures.joined", meeting)
    return made
