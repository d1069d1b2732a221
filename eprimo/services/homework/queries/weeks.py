"""The week of a class or group, as who works there has it before the eyes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.files import ShownFile, shown_files
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    Group,
    GroupMembership,
    Person,
    School,
)
from eprimo.foundation.files.file_lists import Joined, read_files
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.prepared_queries import Composed
from eprimo.foundation.kernel.statements import Columns, joined, split
from eprimo.foundation.occasions.enums import MarkState
from eprimo.foundation.occasions.models import Mark
from eprimo.foundation.presence.enums import State
from eprimo.foundation.presence.hours import Hours, hours_of, off_on
from eprimo.foundation.presence.models import HalfDay
from eprimo.foundation.presence.policies import half_days_visible_to
from eprimo.services.homework.actions.lines import lines_for, lines_given
from eprimo.services.homework.days import week_days
from eprimo.services.homework.enums import Work
from eprimo.services.homework.file_carrier import has_voice_behind, line_files
from eprimo.services.homework.models import Consultation, Homework, HomeworkWeek
from eprimo.services.homework.policies import (
    Place,
    classes_for,
    groups_for,
    has_consulted,
    lines_visible_to,
    may_write,
    sort_of,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the week. `done` of `among`: how many children did it, never who; `absent`: who was not there when it
    was done in class."""

    line: Homework
    done: int
    among: int
    absent: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[Joined, ...]:
        return read_files(getattr(self.line, "files", None))

    @property
    def shown(self) -> list[ShownFile]:
        """The files that can be read: who works there reads them all."""
        return shown_files(self.files)

    @property
    def behind(self) -> bool:
        """The voice of the line says what it said before."""
        return bool(getattr(self.line, "voice_behind", False))

    @property
    def unready(self) -> list[Joined]:
        """Still being looked at, or not kept."""
        return [one for one in self.files if not one.is_ready]


@dataclass(frozen=True, slots=True)
class WeekDay:
    on: date
    rows: tuple[Row, ...]
    closed: str

    @property
    def to_put_off(self) -> int:
        """The number of lines that are asked for a day without class."""
        return sum(row.line.is_asked for row in self.rows) if self.closed else 0


@dataclass(frozen=True, slots=True)
class Week:
    place: Place
    monday: date
    days: tuple[WeekDay, ...]
    # The heads who read it, for its teachers.
    read_by: tuple[Consultation, ...]
    # Pupils of a class of several levels whose own is not known: they see the work of all.
    unknown: int = 0

    @property
    def is_empty(self) -> bool:
        return not any(day.rows for day in self.days)


def places_for(actor: Actor) -> list[Place]:
    """Return the classes and groups whose homework the role in use has a page of (two statements)."""
    found: list[Place] = []
    for columns, of in ((_CLASS, _CLASSES), (_GROUP, _GROUPS)):
        for row in of.rows(actor):
            (place, school), _ = split(row, columns, _SCHOOL)
            found.append(joined(place, school=school))
    return found


def place_for(actor: Actor, public_id: UUID) -> Place:
    """Return one of these places; raises NotVisible."""
    return place_among(places_for(actor), public_id)


def place_among(places: Iterable[Place], public_id: UUID) -> Place:
    """Return the place of that id among these; raises NotVisible."""
    found = next((one for one in places if one.public_id == public_id), None)
    if found is None:
        raise NotVisible
    return found


def week_of(actor: Actor, place: Place, monday: date, hours: Hours) -> Week:
    """Read the lines of a week by day (at most four statements, whatever their number)."""
    rows = _lines(actor, place, monday)
    levels = _levels(actor, place)
    away = _absent(actor, place, rows)
    by_day: dict[date, list[Row]] = {}
    for one in rows:
        among = {child for child, level in levels.items() if _is_for(one, level)}
        row = Row(
            one,
            len(among & set(one.ticked)),
            len(among),
            away.get(one.due_on, ()) if not one.is_asked else (),
        )
        by_day.setdefault(one.due_on, []).append(row)
    days = sorted({*week_days(hours, monday), *by_day})
    return Week(
        place, monday, tuple(WeekDay(day, tuple(by_day.get(day, ())), off_on(hours, day)) for day in days),
        _readers(actor, place, monday), _unknown(actor, place, levels),
    )  # fmt: skip


def hours_of_place(place: Place, since: date) -> Hours:
    """Return the hours of a place; of a group, whose children come from several classes, the closures of the whole
    school alone count."""
    return hours_of(place.school, since, [place.pk] if isinstance(place, ClassGroup) else ())


def _is_for(line: Homework, level: str) -> bool:
    """Who is of no level that is known sees all."""
    return not line.levels or not level or level in line.levels


def _lines(actor: Actor, place: Place, monday: date) -> list[Any]:
    """The lines of that week with their authors, each with `files`, `voice_behind` and `ticked` (the children who did
    it)."""
    found = []
    last = monday + timedelta(days=6)
    for row in _OF_WEEK[may_write(actor, place)].rows(actor, **_keys(place), first=monday, last=last):
        (line, author), (files, behind, ticked) = split(row, _LINE, _AUTHOR)
        line.files, line.voice_behind, line.ticked = [json.loads(one) for one in files], behind, ticked
        found.append(joined(line, author=author))
    return found


def _keys(place: Place) -> dict[str, Any]:
    return {"school": place.school_id, "to": sort_of(place).value, "target": place.pk}


def _levels(actor: Actor, place: Place) -> Mapping[int, str]:
    """The level of each child who is there now; « »: it is not known. Who left keeps ticks, and counts no more."""
    of = _OF_CLASS if isinstance(place, ClassGroup) else _OF_GROUP
    return dict(of.rows(actor, school=place.school_id, target=place.pk))


def _unknown(actor: Actor, place: Place, levels: Mapping[int, str]) -> int:
    known = place.levels if isinstance(place, ClassGroup) and may_write(actor, place) else []
    return sum(level not in known for level in levels.values()) if len(known) > 1 else 0


def _absent(actor: Actor, place: Place, rows: Sequence[Homework]) -> Mapping[date, tuple[str, ...]]:
    """Who was not there on the days on which something was done in class, by first name."""
    days = {one.due_on for one in rows if not one.is_asked}
    if not days or not isinstance(place, ClassGroup) or not may_write(actor, place):
        return {}
    halves = HalfDay.objects.filter(
        half_days_visible_to(actor), class_group=place, day__in=days, state=State.ABSENT
    )
    found: dict[date, dict[int, tuple[str, str]]] = {}
    for one in halves.select_related("child").order_by("day", "child__sort_key"):
        found.setdefault(one.day, {})[one.child_id] = (one.child.first_name, one.child.shown_last_name)
    return {day: tuple(told_apart(list(some.values()))) for day, some in found.items()}


def _readers(actor: Actor, place: Place, monday: date) -> tuple[Consultation, ...]:
    if not may_write(actor, place):
        return ()
    found = []
    for row in _READERS.rows(actor, **_keys(place), monday=monday):
        (reading, reader), _ = split(row, _READING, _AUTHOR)
        found.append(joined(reading, person=reader))
    return tuple(found)


def consulted(actor: Actor, place: Place, monday: date) -> bool:
    """Did this head say that the week is being read?"""
    return has_consulted(actor, sort_of(place), place.pk, monday)


def week_resource(place: Place, monday: date) -> Resource | None:
    rows = HomeworkWeek.objects.filter(to=sort_of(place), target=place.pk, monday=monday)
    found = rows.select_related("resource").first()
    return found.resource if found is not None else None


def line_for(actor: Actor, public_id: UUID) -> Homework:
    """Return one line that the actor sees, at work or for an own child; NotVisible."""
    rows = Homework.objects.filter(lines_visible_to(actor), public_id=public_id)
    found: Homework | None = rows.select_related("resource__homeworkweek", "resource__school").first()
    if found is None:
        raise NotVisible
    return found


def asked_for(actor: Actor, place: Place, day: date, levels: Sequence[str]) -> int:
    """Count what is asked of a child of these levels for one day."""
    rows = lines_for(actor, place, day, day).exclude(verb=Work.CLASS)
    if levels:
        rows = rows.filter(Q(levels=[]) | Q(levels__overlap=list(levels)))
    return rows.count()


def subject_before(actor: Actor, place: Place) -> str:
    """Return the subject of the line that the author gave last there; empty: none yet."""
    return next((subject for (subject,) in _LAST.rows(actor, **_keys(place))), "")


# --- what each role asks, composed once ----------------------------------------------------------------------------


def _week_rows(actor: Actor, *, to_teach: bool, **asked: Any) -> QuerySet[Homework, Any]:
    marks = Mark.objects.filter(
        occasion__resource=OuterRef("resource"), occasion__n=OuterRef("n"), state=MarkState.DONE
    )
    return lines_given(actor, **asked).values_list(
        *_LINE.names(), *_AUTHOR.names("author__"), line_files(to_teach=to_teach), has_voice_behind(),
        ArraySubquery(marks.order_by().values("child")),
    )  # fmt: skip


def _in_class(actor: Actor, *, school: int, target: int) -> QuerySet[ClassMembership, Any]:
    members = ClassMembership.objects.in_force(actor.now).filter(class_group=target)
    return members.filter(person__in=_pupils(actor, school)).values_list("person", "level")


def _in_group(actor: Actor, *, school: int, target: int) -> QuerySet[GroupMembership, Any]:
    members = GroupMembership.objects.in_force(actor.now).filter(group=target)
    return members.filter(person__in=_pupils(actor, school)).values_list("person", Value(""))


def _pupils(actor: Actor, school: int) -> QuerySet[Affiliation, Any]:
    return (
        Affiliation.objects.in_force(actor.now).filter(school=school, profile=Profile.PUPIL).values("person")
    )


def _readings(_: Actor, *, school: int, to: str, target: int, monday: date) -> QuerySet[Consultation, Any]:
    rows = Consultation.objects.filter(
        school=school, resource__homeworkweek__to=to, resource__homeworkweek__target=target,
        resource__homeworkweek__monday=monday,
    )  # fmt: skip
    return rows.order_by("-at").values_list(*_READING.names(), *_AUTHOR.names("person__"))


def _last_subject(actor: Actor, *, school: int, to: str, target: int) -> QuerySet[Homework, Any]:
    rows = Homework.objects.filter(
        author=actor.person_id, school=school, resource__homeworkweek__to=to,
        resource__homeworkweek__target=target,
    )  # fmt: skip
    return rows.order_by("-made_at").values_list("subject")[:1]


_CLASS, _GROUP, _SCHOOL = Columns(ClassGroup, "c"), Columns(Group, "g"), Columns(School, "s")
_CLASSES = Composed(lambda actor: classes_for(actor).values_list(*_CLASS.names(), *_SCHOOL.names("school__")))
_GROUPS = Composed(lambda actor: groups_for(actor).values_list(*_GROUP.names(), *_SCHOOL.names("school__")))
_LINE = Columns(
    Homework, "h", "id", "public_id", "resource", "school", "n", "text", "levels", "subject", "verb", "given_on",
    "due_on", "series", "author", "before",
)  # fmt: skip
_AUTHOR = Columns(
    Person, "p", "id", "public_id", "last_name", "usual_name", "first_name", "civility", "erased_at"
)
_READING = Columns(Consultation, "r")
_OF_WEEK = {to_teach: Composed(partial(_week_rows, to_teach=to_teach)) for to_teach in (False, True)}
_OF_CLASS, _OF_GROUP = Composed(_in_class), Composed(_in_group)
_READERS, _LAST = Composed(_readings), Composed(_last_subject)
