"""What pages about one's own data read, and what somebody whose last right ended is told."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import Statement
from eprimo.foundation.kernel.wall import INSTALLERS, make_functions
from eprimo.foundation.privacy.models import ContentObjection
from eprimo.foundation.privacy.states import State, standing_of

CALLED = ("wall.has_shared(bigint)",)
_HAS_SHARED = Statement("SELECT wall.has_shared(%(person)s)")


def has_shared(person_id: int) -> bool:
    """Tell whether this person, who asks or is a child of who asks, wrote something that others could see. False
    outside of a session."""
    return bool(_HAS_SHARED.rows(person=person_id)[0][0])


@INSTALLERS.append
def _install() -> None:
    text = Path(__file__).with_name("wall.sql").read_text(encoding="utf-8")
    make_functions(text, called=CALLED)


def objects(person_id: int) -> bool:
    """Tell whether this person wants what they shared to go with them."""
    return ContentObjection.objects.filter(person=person_id).exists()


@dataclass(frozen=True, slots=True)
class EndedRights:
    """`ended_on`: the last day of the last right; `kept_until`: the last day of the data. `shared`: is there something
    of the person's that others see, and `objects`: is it to go too."""

    ended_on: date
    kept_until: date
    schools: list[str]
    shared: bool
    objects: bool


def ended_rights_of(actor: Actor) -> EndedRights | None:
    """Return what somebody whose last right ended is told; None for who has a right, now or to come. No statement for
    who has something to act as."""
    if actor.positions or not actor.is_whole:
        return None
    standing = standing_of(actor.person_id)
    if standing.state != State.LEAVING or standing.ended_at is None or standing.erased_on is None:
        return None
    names = School.objects.filter(pk__in=standing.school_ids).order_by("key").values_list("name", flat=True)
    return EndedRights(
        ended_on=_day(standing.ended_at, actor),
        kept_until=_day(standing.erased_on, actor),
        schools=list(names),
        shared=has_shared(actor.person_id),
        objects=objects(actor.person_id),
    )


def _day(at: datetime, actor: Actor) -> date:
    return at.astimezone(ZoneInfo(actor.time_zone)).date()
