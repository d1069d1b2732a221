"""Days a director writes, as the instants of links: a link holds from the first minute of its first day to the
last minute of its last day, in the school's zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eprimo.foundation.directory.errors import ReasonMissing, WrongDates
from eprimo.foundation.kernel import clock


def first_instant(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def instant_after(day: date, zone: str) -> datetime:
    """Return the end of a link whose last day is `day`."""
    return first_instant(day + timedelta(days=1), zone)


def last_day(ends: datetime, zone: str) -> date:
    """Return the last day of a link, as the director wrote it."""
    return (ends.astimezone(ZoneInfo(zone)) - timedelta(microseconds=1)).date()


def span(starts: date, ends: date, zone: str) -> tuple[datetime, datetime]:
    """Return the instants of a link written as two days. Raises WrongDates when it ends first, or is already over."""
    first, after = first_instant(starts, zone), instant_after(ends, zone)
    if after <= first:
        raise WrongDates(field="ends")
    if after <= clock.now():
        raise WrongDates("Cette date de fin est déjà passée.", field="ends")
    return first, after


def require_reason(reason: str) -> str:
    """Return the reason without spaces around; raises ReasonMissing when nothing is left."""
    text = reason.strip()
    if not text:
        raise ReasonMissing
    return text
