"""When a note leaves: what its author chose, checked, and the instant at which families see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from eprimo.foundation.content import richtext
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.services.liaison.models import Note

MAX_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """At once (which nights and week-ends put off), at a chosen instant, after the holidays, or urgent: with a reason,
    whatever the hour."""

    urgent_reason: str = ""
    send_at: datetime | None = None
    after_holidays: bool = False

    @property
    def urgent(self) -> bool:
        return bool(self.urgent_reason)


AT_ONCE = Departure()


def checked(departure: Departure, school: School, now: datetime) -> Departure:
    """The choice, when it can be kept: an hour to come, before the end of the running year; a reason of some length.
    An urgent note waits for nothing else."""
    reason = richtext.clean(departure.urgent_reason).strip()
    if len(reason) > MAX_REASON:
        raise DomainError(f"{MAX_REASON} lettres au plus.", field="urgent_reason")
    if reason:
        return Departure(urgent_reason=reason)
    if departure.send_at is None:
        return Departure(after_holidays=departure.after_holidays)
    if departure.send_at <= now:
        raise DomainError("Cette heure est passée. Choisissez un autre moment.", field="send_on")
    year = school.running_year
    if year is None or departure.send_at.astimezone(ZoneInfo(school.time_zone)).date() > year.ends:
        raise DomainError("L’année scolaire sera finie : choisissez un jour plus proche.", field="send_on")
    return departure


def leaves_at(school: School, now: datetime, departure: Departure) -> datetime:
    """The instant families see it, once the author had the time to change their mind."""
    plan = delivery_plan(
        school,
        now,
        urgent=departure.urgent,
        send_at=departure.send_at,
        after_holidays=departure.after_holidays,
    )
    return max(plan.visible_from, now + timedelta(seconds=settings.NOTE_UNDO_SECONDS))


def check_days(note: Note, visible_from: datetime) -> None:
    """The last day to answer and the day of what is announced come after families could read it."""
    day = visible_from.astimezone(ZoneInfo(note.school.time_zone)).date()
    last = note.event_until_on or note.event_on
    for field, last_day in (("answer_by", note.answer_by), ("event_on", last)):
        if last_day is not None and last_day < day:
            late = "Cette date est passée quand le mot part. Choisissez un autre jour."
            raise DomainError(late, field=field)
