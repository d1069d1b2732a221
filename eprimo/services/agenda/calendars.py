"""A calendar file (RFC 5545) from what it holds. No database, no rights here.

Values are escaped and lines folded by `icalendar`; the lines of an event are put together here, since its objects take
five times as long for a thousand events.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import vText
from icalendar.parser import Contentline

# Octets of a line, its end not among them.
_MOST_OCTETS = 75
# How often a calendar asks again: what ends with a right ends at the next time.
_AGAIN = "PT1H"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A date as a telephone is told it: days, or instants. `uid` and `sequence`: the same date, corrected so many
    times; `stamp`: since when it is as it is."""

    uid: str
    sequence: int
    stamp: datetime
    summary: str
    first: date
    last: date
    # Of one day alone, when its hours are told.
    starts: datetime | None = None
    ends: datetime | None = None
    place: str = ""
    words: str = ""
    cancelled: bool = False
    # Holidays: nobody has an appointment.
    free: bool = False


def calendar_of(name: str, entries: Iterable[CalendarEntry]) -> bytes:
    """Return the file, in the order of its entries. Hours are instants: 8:30 stays 8:30 on either side of a change of
    hour."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//e-primo//agenda//FR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_AGAIN}", f"X-PUBLISHED-TTL:{_AGAIN}",
        f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}",
    ]  # fmt: skip
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(entry: CalendarEntry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_instant(entry.stamp)}"
    yield f"LAST-MODIFIED:{_instant(entry.stamp)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.starts is None:
        yield f"DTSTART;VALUE=DATE:{_day(entry.first)}"
        # The day after the last one.
        yield f"DTEND;VALUE=DATE:{_day(entry.last + _ONE_DAY)}"
    else:
        yield f"DTSTART:{_instant(entry.starts)}"
        if entry.ends is not None and entry.ends > entry.starts:
            yield f"DTEND:{_instant(entry.ends)}"
    if entry.place:
        yield f"LOCATION:{_text(entry.place)}"
    if entry.words:
        yield f"DESCRIPTION:{_text(entry.words)}"
    yield "STATUS:CANCELLED" if entry.cancelled else "STATUS:CONFIRMED"
    yield "TRANSP:TRANSPARENT" if entry.free or entry.cancelled or entry.starts is None else "TRANSP:OPAQUE"
    # Of a family: a telephone that shares its calendars shares no words of this one.
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


@lru_cache(maxsize=1024)
def _text(words: str) -> str:
    return vText(words).to_ical().decode()


def _folded(line: str) -> str:
    # No letter has more than four octets.
    if len(line) * 4 < _MOST_OCTETS or len(line.encode()) < _MOST_OCTETS:
        return line
    folded: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return folded.decode()


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _day(on: date) -> str:
    return f"{on:%Y%m%d}"
