"""The dates of a calendar file (RFC 5545) of anybody's making, on the clock of one school."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
from dateutil.rrule import rrule, rrulestr
from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO

from eprimo.foundation.kernel.text import visible_text
from eprimo.foundation.sandbox.refusal import Refused
from eprimo.services.agenda.calendar_payload import MOST_DATES, CalendarFault, CalendarPayload, GivenDate

# A child opens no file: what a calendar may name is loaded, and held; the parts of the library that it takes once it is
# asked, by this file.
_WARM = b"""BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Ailleurs
BEGIN:STANDARD
DTSTART:20001029T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1
SUMMARY:x
DTSTART;TZID=Ailleurs:20261105T083000
DURATION:PT1H
RRULE:FREQ=WEEKLY;COUNT=2
EXDATE;TZID=Ailleurs:20261112T083000
RDATE;VALUE=DATE:20261113
END:VEVENT
END:VCALENDAR
"""
_ZONES = {name: ZoneInfo(name) for name in sorted(available_timezones())}


class _Held(ZONEINFO):
    """Zones by name: those that are held, and no file that a calendar names."""

    def timezone(self, name: str) -> tzinfo | None:
        return _ZONES.get(name)

    def knows_timezone_id(self, tzid: str) -> bool:
        return tzid in _ZONES


tzp.use(_Held())

_MOST_EVENTS = 10_000
# Days that a series is followed since its beginning: daily for some fifty years.
_MOST_STEPS = 20_000
_MOST_UNTOLD = 20
_LONGEST = timedelta(days=366)
_ONE_DAY = timedelta(days=1)
_TITLE, _PLACE = 160, 120
_RARE = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})

type _Component = Any
type _When = tuple[date, time | None]


class _NotTaken(Exception):
    """`args[0]`: why, a value of `Wrong`."""


def dates(content: bytes, first: str, last: str, year: str, zone: str) -> CalendarPayload:
    """Return the dates from the first day to the last (AAAA-MM-JJ), series expanded until the end of the `year`. Raises
    Refused for what is no calendar, and for more than any school has."""
    reader = _Reader(*map(date.fromisoformat, (first, last, year)), zone=_ZONES[zone])
    return reader.read(_events(content))


def _events(content: bytes) -> list[_Component]:
    try:
        calendars = icalendar.Calendar.from_ical(_text(content), multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused("broken") from error
    found = [one for calendar in calendars for one in calendar.walk("VEVENT")]
    if not found:
        raise Refused("none")
    if len(found) > _MOST_EVENTS:
        raise Refused("many", str(_MOST_EVENTS))
    return found


def _text(content: bytes) -> str:
    try:
        return visible_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return visible_text(content.decode("cp1252", errors="replace"))


class _Reader:
    """Between which days, and on which clock."""

    def __init__(self, first: date, last: date, year: date, *, zone: tzinfo) -> None:
        self._first, self._last, self._year, self._zone = first, last, year, zone

    def read(self, events: list[_Component]) -> CalendarPayload:
        moved = {(_uid(one), self._when(one["RECURRENCE-ID"].dt)[0]) for one in events if _is_moved(one)}
        found: dict[str, GivenDate] = {}
        untold: list[tuple[str, str]] = []
        past = 0
        for event in events:
            try:
                taken = list(self._of(event, moved))
            except _NotTaken as why:
                untold.append((_words(event, "SUMMARY", _TITLE)[0], why.args[0]))
                continue
            except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
                untold.append((_words(event, "SUMMARY", _TITLE)[0], CalendarFault.BROKEN))
                continue
            past += not taken
            found |= {one.key: one for one in taken}
            if len(found) > MOST_DATES:
                raise Refused("many_dates", str(MOST_DATES))
        ordered = sorted(found.values(), key=lambda one: (one.first, one.starts or "", one.title))
        faulty = sum(why != CalendarFault.CANCELLED for _, why in untold)
        return CalendarPayload(
            tuple(ordered), past, tuple(untold[:_MOST_UNTOLD]), len(untold), faulty, len(events)
        )

    def _of(self, event: _Component, moved: set[tuple[str, date]]) -> Iterator[GivenDate]:
        """What the event has between these days; of a series, what is not told apart."""
        title, title_cut = _words(event, "SUMMARY", _TITLE)
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            raise _NotTaken(CalendarFault.CANCELLED)
        if not title:
            raise _NotTaken(CalendarFault.UNTITLED)
        place, place_cut = _words(event, "LOCATION", _PLACE)
        begins, ends = self._span(event)
        if ends[0] < begins[0]:
            raise _NotTaken(CalendarFault.BROKEN)
        if ends[0] - begins[0] >= _LONGEST:
            raise _NotTaken(CalendarFault.LONG)
        uid, series = _uid(event), "RRULE" in event or "RDATE" in event
        for day in self._days(event, begins) if series else [begins[0]]:
            last = day + (ends[0] - begins[0])
            if last < self._first or (series and (uid, day) in moved):
                continue
            if day > (self._year if series else self._last):
                if series:
                    return
                raise _NotTaken(CalendarFault.FAR)
            one_day = last == day
            starts = begins[1] if one_day else None
            yield GivenDate(
                key=f"{uid}\n{day.isoformat()}" if series or _is_moved(event) else uid,
                title=title, first=day, last=last, starts=_hour(starts),
                ends=_hour(ends[1]) if starts and ends[1] and ends[1] > starts else "",
                place=place, cut=title_cut or place_cut,
            )  # fmt: skip

    def _span(self, event: _Component) -> tuple[_When, _When]:
        """The first day and hour, the last ones."""
        start = event["DTSTART"].dt
        begins = self._when(start)
        if "DTEND" in event:
            end = event["DTEND"].dt
        elif "DURATION" in event:
            end = start + event["DURATION"].dt
        else:
            return begins, begins
        ends = self._when(end)
        whole = not isinstance(end, datetime)
        midnight = ends[1] == time() and ends[0] > begins[0]
        # The end is not of it.
        if (whole and ends[0] > begins[0]) or midnight:
            return begins, (ends[0] - _ONE_DAY, None)
        return begins, ends

    def _when(self, at: date | datetime) -> _When:
        if not isinstance(at, datetime):
            return at, None
        # Without a zone: the clock of whoever reads.
        local = at.astimezone(self._zone) if at.tzinfo is not None else at
        return local.date(), local.time().replace(second=0, microsecond=0)

    def _days(self, event: _Component, begins: _When) -> Iterator[date]:
        """The days of a series, the first one too, between those that are read, in order."""
        without = {self._when(at)[0] for at in _listed(event, "EXDATE")}
        added = {self._when(at)[0] for at in _listed(event, "RDATE")} | {begins[0]}
        ruled = self._ruled(event, begins) if "RRULE" in event else iter(())
        for day in sorted(added | set(ruled)):
            if day not in without:
                yield day

    def _ruled(self, event: _Component, begins: _When) -> Iterator[date]:
        rule = event["RRULE"]
        if not isinstance(rule, icalendar.vRecur):
            raise _NotTaken(CalendarFault.BROKEN)
        if {str(one).upper() for one in rule.get("FREQ", [])} - _RARE:
            raise _NotTaken(CalendarFault.OFTEN)
        untils = [self._when(one)[0] for one in rule.get("UNTIL", [])]
        whole: bytes = rule.to_ical()  # type: ignore[no-untyped-call]
        told = ";".join(part for part in whole.decode().split(";") if not part.upper().startswith("UNTIL="))
        until = min([*untils, self._year])
        days = rrulestr(told, dtstart=datetime.combine(begins[0], begins[1] or time()))
        if not isinstance(days, rrule):
            raise _NotTaken(CalendarFault.BROKEN)
        for step, at in enumerate(islice(days, _MOST_STEPS + 1)):
            if at.date() > until:
                return
            if step == _MOST_STEPS:
                raise _NotTaken(CalendarFault.OFTEN)
            if at.date() >= self._first - _LONGEST:
                yield at.date()


def _is_moved(event: _Component) -> bool:
    return "RECURRENCE-ID" in event


def _uid(event: _Component) -> str:
    """Of a file without any, what the event says."""
    told = str(event.get("UID", ""))[:400].strip()
    if told:
        return told
    said = f"{event.get('SUMMARY', '')}\n{event['DTSTART'].to_ical()!r}" if "DTSTART" in event else ""
    return hashlib.sha256(said.encode()).hexdigest()


def _words(event: _Component, name: str, most: int) -> tuple[str, bool]:
    """On one line, and whether something was cut."""
    value = event.get(name, "")
    text = " ".join(str(value[0] if isinstance(value, list) else value)[: most * 50].split())
    return (text, False) if len(text) <= most else (f"{text[: most - 1].rstrip()}…", True)


def _listed(event: _Component, name: str) -> Iterator[date | datetime]:
    value = event.get(name)
    for one in value if isinstance(value, list) else [value] if value is not None else []:
        for told in one.dts:
            yield told.dt[0] if isinstance(told.dt, tuple) else told.dt


def _hour(at: time | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""


dates(_WARM, "2026-11-01", "2026-12-01", "2026-12-01", "Europe/Paris")
