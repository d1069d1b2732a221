"""What a person chose: read for the pages where it is chosen."""

from dataclasses import dataclass, field
from datetime import datetime

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.models import Lane, Pause, Preference, Rhythm
from eprimo.foundation.notifications.rhythms import Level, level_of, of_level

type Rows = dict[tuple[Lane, str], Rhythm]


@dataclass(frozen=True, slots=True)
class Chosen:
    """For all children, with the defaults where nothing was chosen; and the rows of each child."""

    general: Rows
    by_child: dict[int, Rows] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        return level_of(self.general, by_child=bool(self.by_child))


def chosen_by(actor: Actor) -> Chosen:
    """One statement. What a channel of another time left is not shown; nor what is of a child who is not theirs now."""
    general = of_level(Level.ESSENTIAL)
    by_child: dict[int, Rows] = {}
    for row in Preference.objects.filter(person=actor.person_id).order_by("pk"):
        where = (Lane(row.lane), row.channel)
        if where not in general:
            continue
        if row.child_id is None:
            general[where] = Rhythm(row.rhythm)
        elif actor.child(row.child_id) is not None:
            by_child.setdefault(row.child_id, {})[where] = Rhythm(row.rhythm)
    return Chosen(general, by_child)


def pause_of(actor: Actor) -> datetime | None:
    """Until when nothing is sent; None: things are sent."""
    return (
        Pause.objects.filter(person=actor.person_id, until__gt=actor.now)
        .values_list("until", flat=True)
        .first()
    )
