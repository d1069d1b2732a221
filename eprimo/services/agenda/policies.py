"""« Agenda: see an occasion: as source »: who has no thing with a day has no agenda either."""

from eprimo.foundation.content.things.upcoming import reads_dates
from eprimo.foundation.kernel.actor import Actor, Role

# No statement: families and pupils have theirs, who works what is addressed where they work.
may_open = reads_dates


def may_have_feed(actor: Actor) -> bool:
    """Tell whether the actor may have an « own ICS link: every role but pupil ». What is changed is one's own
    (`may_change_own`)."""
    return actor.role != Role.PUPIL and may_open(actor)
