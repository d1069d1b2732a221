"""What children have to do, by day, across teachers and schools: the list of a family, and of a pupil."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from eprimo.foundation.content.policies import row_levels, rows_as_family, rows_reached
from eprimo.foundation.content.things.files import ShownFile, shown_files
from eprimo.foundation.directory.models import School
from eprimo.foundation.files.file_lists import Joined, read_files
from eprimo.foundation.kernel.actor import Actor, Child, Role
from eprimo.foundation.kernel.prepared_queries import Composed
from eprimo.foundation.kernel.statements import Columns, split
from eprimo.foundation.notifications.queries import OwnChild
from eprimo.foundation.occasions.enums import MarkState
from eprimo.foundation.occasions.models import Mark
from eprimo.foundation.presence.enums import State
from eprimo.foundation.presence.hours import Hours, hours_of_many, off_on
from eprimo.foundation.presence.models import HalfDay
from eprimo.foundation.presence.policies import half_days_visible_to
from eprimo.services.homework.days import week_days
from eprimo.services.homework.file_carrier import line_files
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.models import Homework
from eprimo.services.homework.policies import hides_reserved, lines_at_work, reaches

# What is shown of the days gone by, and of those to come.
PAST, AHEAD = timedelta(days=14), timedelta(days=42)
# Lines of one page; those of the days that follow are a touch away.
MOST = 200
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HomeworkEntry:
    """A line as it is for one child. `levels`: said where the class has several, and where the child's is not known."""

    line: Homework
    child: OwnChild
    done: bool
    # What may tell an hour or a place is not for this reader.
    hides: bool = False

    @property
    def files(self) -> list[ShownFile]:
        return shown_files(read_files(getattr(self.line, "files", None)), hides_place=self.hides)

    @property
    def voice(self) -> Joined | None:
        """The voice that a child hears in place of the device's voice."""
        return next((one.file for one in self.files if one.file.is_voice and not one.closed), None)

    @property
    def sheets(self) -> list[Joined]:
        """The sheets that a child looks at."""
        return [one.file for one in self.files if one.file.pages and not one.closed]

    @property
    def is_asked(self) -> bool:
        return self.line.is_asked

    @property
    def key(self) -> str:
        """The key of what a tick that waits on a device is about."""
        return f"devoir:{self.line.public_id}:{self.child.public_id}"


@dataclass(frozen=True, slots=True)
class NoClassReason:
    """A reason for which some of the children have no class on a day, by the name of the holidays, day off or
    closure."""

    why: str
    children: tuple[OwnChild, ...]


@dataclass(frozen=True, slots=True)
class HomeworkDay:
    """One day: what it asks, what was done in class, or why there is no class. `shut`: for whom."""

    on: date
    entries: tuple[HomeworkEntry, ...] = ()
    shut: tuple[NoClassReason, ...] = ()
    # How many children the list is of.
    among: int = 1

    @property
    def closed(self) -> str:
        """The reason why there is no class for anybody; empty: somebody has."""
        nobody = sum(len(one.children) for one in self.shut) == self.among
        return " · ".join(one.why for one in self.shut) if nobody else ""

    @property
    def shut_for_some(self) -> tuple[NoClassReason, ...]:
        """The reasons for which some children alone have no class, where not all share one."""
        return () if len(self.shut) == 1 and self.closed else self.shut

    @property
    def asked(self) -> list[HomeworkEntry]:
        return [one for one in self.entries if one.is_asked]

    @property
    def in_class(self) -> list[HomeworkEntry]:
        return [one for one in self.entries if not one.is_asked]

    @property
    def done(self) -> int:
        return sum(one.done for one in self.asked)

    @property
    def left(self) -> int:
        return len(self.asked) - self.done


@dataclass(frozen=True, slots=True)
class MissedWork:
    """The work that was done in class on a day on which the child was not there."""

    child: OwnChild
    on: date
    entries: tuple[HomeworkEntry, ...]


@dataclass(frozen=True, slots=True)
class WorkList:
    """`coming`: from today on; `past`: the latest first. `all_levels`: the children whose level is not known. `rest`:
    the first day that the page has no room for."""

    coming: tuple[HomeworkDay, ...]
    past: tuple[HomeworkDay, ...]
    missed: tuple[MissedWork, ...]
    all_levels: tuple[OwnChild, ...]
    rest: date | None = None


def work_list(actor: Actor, children: Sequence[OwnChild], since: date | None = None) -> WorkList:
    """Return the lists of these children: own children of a guardian, or the pupil's own self. One statement for the
    lines with their marks, two for the days of their schools, one for absences where something was done in class.
    `since`: the first day of a page that goes on where another one ended."""
    rows, rest = _of_one_page(actor, max(actor.today - PAST, since or date.min), actor.today + AHEAD)
    entries = [one for row in rows for one in _entries(actor, row, children)]
    closed = _closed(actor, children)
    by_day: dict[date, list[HomeworkEntry]] = {}
    for one in entries:
        by_day.setdefault(one.line.due_on, []).append(one)
    last = max((day for day in by_day), default=actor.today)
    days = {
        day: HomeworkDay(day, tuple(by_day.get(day, ())), closed.get(day, ()), len(children))
        for day in {*by_day, *(day for day in closed if actor.today <= day <= last)}
    }
    return WorkList(
        coming=tuple(days[day] for day in sorted(days) if day >= actor.today),
        past=tuple(days[day] for day in sorted(days, reverse=True) if day < actor.today),
        missed=tuple(_missed(actor, entries)),
        all_levels=tuple(_unknown(actor, rows, children)),
        rest=rest,
    )


def _of_one_page(actor: Actor, first: date, last: date) -> tuple[list[Any], date | None]:
    """Whole days, as many as a page has room for and one at least; and the day that comes next, if any."""
    rows = _lines(_OF_PAGE, actor, first, last)
    if len(rows) <= MOST:
        return rows, None
    rest = rows[-1].due_on
    if rest == rows[0].due_on:
        after = _lines(_OF_PAGE, actor, rest + _DAY, last)
        return lines_of(actor, rest, rest), after[0].due_on if after else None
    return [one for one in rows if one.due_on < rest], rest


def lines_of(actor: Actor, first: date, last: date) -> list[Any]:
    """Return every line of these days that reaches own children, or the pupil, in order, with what `_lines` adds."""
    return _lines(_OF_DAYS, actor, first, last)


def _lines(of: Composed, actor: Actor, first: date, last: date) -> list[Any]:
    """The lines of these days, each with `whom` (audience and level of its week's shares), `done` (of whom it was
    said) and `files`."""
    found = []
    for row in of.rows(actor, first=first, last=last):
        (line,), (whom, done, files) = split(row, _LINE)
        line.whom, line.done, line.files = _from_json(whom), done, _from_json(files)
        found.append(line)
    return found


def _from_json(values: Iterable[str]) -> list[Any]:
    """The driver leaves jsonb as a text to Django's fields."""
    return [json.loads(one) for one in values]


def _asked(actor: Actor, *, first: date, last: date) -> QuerySet[Homework, Any]:
    """The lines that reach own children, or the pupil, and stand."""
    pupil = actor.role == Role.PUPIL
    marks = Mark.objects.filter(
        occasion__resource=OuterRef("resource"), occasion__n=OuterRef("n"), state=MarkState.DONE,
        child__in=[actor.person_id] if pupil else sorted(actor.child_ids),
    )  # fmt: skip
    seen = lines_at_work(actor) if pupil else rows_as_family(actor, HOMEWORK)
    # The days of its schools first: an academy has millions of lines a year, a class has hundreds.
    rows = Homework.objects.filter(
        seen, removed_at=None, school__in=sorted(actor.school_ids), due_on__gte=first, due_on__lte=last
    ).order_by("due_on", "subject", "pk")
    return rows.values_list(
        *_LINE.names(),
        ArraySubquery(rows_reached(actor)),
        ArraySubquery(marks.order_by("child").values("child")),
        line_files(),
    )


_LINE = Columns(
    Homework, "h", "id", "public_id", "resource", "school", "n", "text", "levels", "subject", "verb", "given_on",
    "due_on", "before",
)  # fmt: skip
_OF_PAGE = Composed(lambda actor, **days: _asked(actor, **days)[: MOST + 1])
_OF_DAYS = Composed(_asked)
_SCHOOL = Columns(School, "s", "id", "time_zone", "holiday_zone")
_OF_READER = Composed(
    lambda actor: School.objects.filter(pk__in=sorted(actor.school_ids)).values_list(*_SCHOOL.names())
)


def _entries(actor: Actor, row: Any, children: Iterable[OwnChild]) -> Iterator[HomeworkEntry]:
    hides = bool(row.files) and hides_reserved(actor, row.whom, row.levels)
    for child in children:
        if reaches(actor, row.whom, row.levels, child.id):
            yield HomeworkEntry(row, child, child.id in row.done, hides)


def _unknown(actor: Actor, rows: Iterable[Any], children: Iterable[OwnChild]) -> Iterator[OwnChild]:
    """Who is in the audiences of several levels of one class: nobody said which is the child's."""
    for child in children:
        levels = (row_levels(actor, child.id, row.whom) - {""} for row in rows if row.levels)
        if any(len(some) > 1 for some in levels):
            yield child


def _schools(actor: Actor, children: Iterable[OwnChild]) -> set[int]:
    if actor.role == Role.PUPIL:
        return {actor.school_id} if actor.school_id else set()
    found: Iterable[Child | None] = (actor.child(one.id) for one in children)
    return {school for one in found if one is not None for school in one.school_ids}


def _closed(actor: Actor, children: Sequence[OwnChild]) -> dict[date, tuple[NoClassReason, ...]]:
    """The days to come that would have class and have none for some of these children, each by the own class."""
    wanted = _schools(actor, children)
    schools = [_SCHOOL.read(row) for row in _OF_READER.rows(actor)]
    hours = hours_of_many((one for one in schools if one.pk in wanted), actor.today)
    own = {child.id: _hours_of(actor, child, hours) for child in children}
    monday = actor.today - timedelta(days=actor.today.weekday())
    mondays = [monday + timedelta(days=7 * week) for week in range(3)]
    found: dict[date, tuple[NoClassReason, ...]] = {}
    for day in sorted({day for one in hours.values() for start in mondays for day in week_days(one, start)}):
        whys: dict[str, list[OwnChild]] = {}
        for child in children:
            reasons = [off_on(one, day) for one in own[child.id]]
            if reasons and all(reasons):
                whys.setdefault(reasons[0], []).append(child)
        if whys and day >= actor.today:
            found[day] = tuple(NoClassReason(why, tuple(some)) for why, some in whys.items())
    return found


def _hours_of(actor: Actor, child: OwnChild, hours: Mapping[int, Hours]) -> list[Hours]:
    """The hours of the classes of a child, in each of its schools."""
    own = None if actor.role == Role.PUPIL else actor.child(child.id)
    classes = actor.class_ids if own is None else own.class_ids
    schools = hours if own is None else own.school_ids
    return [hours[school].of_classes(classes) for school in schools if school in hours]


def _missed(actor: Actor, entries: Sequence[HomeworkEntry]) -> Iterator[MissedWork]:
    """« Léa était absente mardi : voici ce qui s’est fait en classe »: of whom the reader may know it (never under a
    protected contact, whose half-days are not read)."""
    in_class = [one for one in entries if not one.is_asked]
    if not in_class or actor.role == Role.PUPIL:
        return
    absent = HalfDay.objects.filter(
        half_days_visible_to(actor), state=State.ABSENT, child__in={one.child.id for one in in_class},
        day__in={one.line.due_on for one in in_class},
    ).values_list("child", "day", "class_group")  # fmt: skip
    known = {(child, day) for child, day, _ in absent}
    for child_id, day in sorted(known, key=lambda one: (one[1], one[0]), reverse=True):
        some = tuple(one for one in in_class if (one.child.id, one.line.due_on) == (child_id, day))
        if some:
            yield MissedWork(some[0].child, day, some)
