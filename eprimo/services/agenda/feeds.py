"""The agenda as a telephone reads it: the dates of its person in each of the roles, by the statement of the page."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from eprimo.foundation.content.things.upcoming import UpcomingDate
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.notifications.date_lines import called_of, group_alike, hours_and_place, title_of
from eprimo.services.agenda.calendars import CalendarEntry, calendar_of
from eprimo.services.agenda.months import DayOff, monday_of, offs_of
from eprimo.services.agenda.policies import may_open
from eprimo.services.agenda.queries import AgendaData, Raw, found_of, raw_feed
from eprimo.ui.languages import SOURCE, listed

# From the Monday four weeks ago on: what is given stays the same for a week.
_PAST, _AHEAD = timedelta(days=28), timedelta(days=400)
# Of the words and the form of what is given: another release gives another file.
_EDITION = "3"


@dataclass(frozen=True, slots=True)
class FeedData:
    """The dates that one role of the person is given: as the database has it, and between which days."""

    actor: Actor
    raw: Raw
    first: date
    last: date


def read_feeds(actors: Iterable[Actor]) -> list[FeedData]:
    """Read the feed, one statement for each role that has an agenda; as a family first, which tells whose day it is,
    and least."""
    ordered = sorted(actors, key=lambda actor: actor.role != Role.GUARDIAN)
    return [_read(actor) for actor in ordered if may_open(actor)]


def _read(actor: Actor) -> FeedData:
    monday = monday_of(actor.today)
    first, last = monday - _PAST, monday + _AHEAD
    return FeedData(actor, raw_feed(actor, first, last), first, last)


def mark_of(reads: Sequence[FeedData]) -> str:
    """Return a mark that stays the same as long as the file does: an ETag, before the file is made. What falls away is
    reckoned from the day it is."""
    told = [
        (one.raw, one.actor.role, one.actor.language, str(one.actor.today), repr(one.actor.children))
        for one in reads
    ]
    return hashlib.sha256(f"{_EDITION}{json.dumps(told)}".encode()).hexdigest()[:32]


def file_of(reads: Sequence[FeedData]) -> bytes:
    """Return the calendar, each date once, the nearest first."""
    entries: dict[str, CalendarEntry] = {}
    for one in reads:
        with translation.override(_language(one.actor)):
            for entry in _entries(one):
                entries.setdefault(entry.uid, entry)
    return calendar_of("e‑primo", sorted(entries.values(), key=lambda entry: (entry.first, entry.uid)))


def _language(actor: Actor) -> str:
    """As its pages: families choose, who works in a school reads French."""
    return (actor.language or SOURCE) if actor.role == Role.GUARDIAN else SOURCE


def _entries(one: FeedData) -> Iterator[CalendarEntry]:
    found = found_of(one.actor, one.raw, one.first)
    names = {child.id: child.called for child in found.children}
    standing = {(row.thing, row.n) for row in found.rows if not row.cancelled}
    for group in group_alike(found.rows):
        row = replace(group[0], children=tuple(dict.fromkeys(own for row in group for own in row.children)))
        # It stands for one child and falls away for another.
        apart = row.cancelled and (row.thing, row.n) in standing
        yield _entry(row, names, apart=apart)
    yield from _offs(one, found)


def _entry(row: UpcomingDate, names: dict[int, str], *, apart: bool) -> CalendarEntry:
    told = row.starts_at is not None and row.on == row.until
    hours = hours_and_place(row.starts_at, row.ends_at, "")
    bring = _("À apporter\u00a0: %(things)s") % {"things": listed(row.bring)} if row.bring else ""
    words = [
        _why_not(row) if row.cancelled else "",
        "" if told else hours,
        bring,
    ]
    return CalendarEntry(
        uid=f"{row.thing}-{row.n}{'-x' if apart else ''}@e-primo",
        sequence=max(row.version - 1, 0) + row.edition,
        stamp=row.changed or row.over_at,
        summary=_summary(row, names),
        first=row.on,
        last=row.until,
        starts=_at(row, row.starts_at) if told else None,
        ends=_at(row, row.ends_at) if told else None,
        place=row.place,
        words="\n".join(filter(None, words)),
        cancelled=row.cancelled,
    )


def _why_not(row: UpcomingDate) -> str:
    """Struck out by who manages it, it says nothing of the school."""
    return _("N’a pas lieu") if row.struck else _("N’a pas lieu\u00a0: l’école est fermée.")


def _summary(row: UpcomingDate, names: dict[int, str]) -> str:
    """« Léa, Noé : Piscine »; with one child alone, nobody is named."""
    called = called_of(row)
    title = f"{called} ({title_of(row)})" if called else title_of(row)
    own = [names[child.person_id] for child in row.children if child.person_id in names]
    whose = listed(own) if len(names) > 1 else listed(row.to)
    return _("%(whose)s\u00a0: %(title)s") % {"whose": whose, "title": title} if whose else title


def _at(row: UpcomingDate, hour: time | None) -> datetime | None:
    return datetime.combine(row.on, hour, ZoneInfo(row.zone)) if hour is not None else None


def _offs(one: FeedData, found: AgendaData) -> Iterator[CalendarEntry]:
    for off in offs_of(one.actor, found, found.schools, one.first, one.last):
        if off.until < off.first:
            continue
        whose = listed(name for name, _seed in off.about)
        named = hashlib.sha256(f"{off.name}{off.first}{whose}".encode()).hexdigest()[:16]
        yield CalendarEntry(
            uid=f"{named}@e-primo", sequence=0, stamp=_midnight(off), first=off.first, last=off.until, free=True,
            summary=_("%(whose)s\u00a0: %(title)s") % {"whose": whose, "title": off.name} if whose else off.name,
        )  # fmt: skip


def _midnight(off: DayOff) -> datetime:
    return datetime.combine(off.first, time(), UTC)
