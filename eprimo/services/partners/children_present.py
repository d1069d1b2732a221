"""Which children are there during an intervention, by their first names alone.

What says that a child is away is hidden from partners by the wall: one function of the database reads it for them
(`wall.sql`), and looks by itself at who asks, at the invitation and at the hour.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import Statement
from eprimo.foundation.kernel.wall import INSTALLERS, make_functions
from eprimo.foundation.presence.hours import hours_of

CALLED = ("wall.present_for(uuid,text,bigint[])",)
_PRESENT = Statement.beside(__file__, "present")


@dataclass(frozen=True, slots=True)
class ChildrenPresent:
    """`names`: by alphabet; two children of one first name are two lines. `called`: the roll of each class was called,
    so that they are there and not expected alone."""

    names: tuple[str, ...]
    called: bool


def present_now(actor: Actor, school: School, thing: UUID, *, stands: bool) -> ChildrenPresent | None:
    """Return the children of the classes and groups that invited the session's partner to an intervention who are there
    now; None: the school has no class at this hour, or it is not an hour of this intervention (three statements).
    `stands`: it takes place whatever class is shut, by a decision of who directs."""
    hours = hours_of(school, actor.now.astimezone(ZoneInfo(school.time_zone)).date())
    one = hours.at(actor.now)
    if one is None:
        return None
    shut = [] if stands else [pk for pk in hours.classes_closed if not hours.of_classes([pk]).is_open(one)]
    for names, called in _PRESENT.rows(thing=str(thing), half=one.half.value, shut=shut):
        return ChildrenPresent(tuple(sorted(names, key=str.casefold)), called)
    return None


@INSTALLERS.append
def _install() -> None:
    make_functions(Path(__file__).with_name("wall.sql").read_text(encoding="utf-8"), called=CALLED)
