"""An agenda as it is drawn: its weeks, and below them its days one by one. No database here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from eprimo.foundation.directory.holidays import Holiday
from eprimo.foundation.kernel.actor import Actor, Child, Role
from eprimo.foundation.notifications.date_lines import DateLine, group_alike, line_of_all
from eprimo.foundation.notifications.queries import OwnChild
from eprimo.foundation.presence.hours import Hours, has_class
from eprimo.services.agenda.queries import AgendaData, SchoolDays

# How many weeks each shows, from the one that is asked for; the first is where one arrives.
WEEKS = {"mois": 5, "semaine": 1, "liste": 10}
MONTH, WEEK, LIST = WEEKS
# So many weeks back and ahead: the running school year and what is known of the next.
_FARTHEST = 60
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are shown: whole weeks from a Monday on."""

    which: str
    monday: date
    today: date

    @property
    def last(self) -> date:
        return self.monday + timedelta(days=_DAYS * WEEKS[self.which] - 1)

    @property
    def before(self) -> date | None:
        return self._at(-WEEKS[self.which])

    @property
    def after(self) -> date | None:
        return self._at(WEEKS[self.which])

    def _at(self, weeks: int) -> date | None:
        """The first day of another page; None: that is too far."""
        monday = self.monday + timedelta(days=_DAYS * weeks)
        return monday if abs((monday - monday_of(self.today)).days) <= _DAYS * _FARTHEST else None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def window_of(today: date, which: str, first: str) -> Window:
    """Return the days that an address asks for; what it says wrong is not heard."""
    which = which if which in WEEKS else MONTH
    try:
        asked = monday_of(date.fromisoformat(first))
    except ValueError:
        asked = monday_of(today)
    near = abs((asked - monday_of(today)).days) <= _DAYS * _FARTHEST
    return Window(which, asked if near else monday_of(today), today)


@dataclass(frozen=True, slots=True)
class DayOff:
    """Holidays, or days that a school has off. `about`: the own children of the schools that have them, where it is not
    all of them."""

    name: str
    first: date
    # The day of the return to class.
    resumes: date
    about: tuple[tuple[str, str], ...]

    @property
    def until(self) -> date:
        return self.resumes - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A line of the list: a date, or days without class. `leads`: the first of its day, where squares lead to."""

    on: date
    leads: bool
    line: DateLine | None = None
    off: DayOff | None = None


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A square: what begins or goes on that day, and whether anybody has class. `at`: where the list tells it."""

    on: date
    lines: tuple[DateLine, ...]
    holiday: str
    closed: bool
    past: bool
    today: bool
    at: date | None


@dataclass(frozen=True, slots=True)
class Agenda:
    window: Window
    weeks: tuple[tuple[AgendaDay, ...], ...]
    # Day by day: dates, and holidays where they begin.
    items: Sequence[AgendaItem]
    children: Sequence[OwnChild]
    chosen: OwnChild | None

    @property
    def is_empty(self) -> bool:
        return not self.items


def draw_agenda(actor: Actor, found: AgendaData, window: Window, chosen: OwnChild | None) -> Agenda:
    """`chosen`: of that own child alone."""
    schools = _schools(actor, found, chosen)
    lines = [line_of_all(group, found.children) for group in group_alike(found.rows)]
    offs = offs_of(actor, found, schools, window.monday, window.last)
    days = [
        window.monday + timedelta(days=number) for number in range((window.last - window.monday).days + 1)
    ]
    hours = [one for school in schools for one in _hours_of(actor, school, chosen)]
    squares = [_day(day, lines, schools, hours, window) for day in days]
    weeks = tuple(tuple(squares[at : at + _DAYS]) for at in range(0, len(squares), _DAYS))
    return Agenda(window, weeks, _items(lines, offs, window), found.children, chosen)


def _items(lines: Sequence[DateLine], offs: Sequence[DayOff], window: Window) -> list[AgendaItem]:
    """In the order of their days, what goes on since before under the first day that is shown; days without class
    first."""
    told: list[tuple[date, DateLine | None, DayOff | None]] = [
        *((max(one.first, window.monday), None, one) for one in offs),
        *((max(one.on, window.monday), one, None) for one in lines),
    ]
    told.sort(key=lambda one: one[0])
    before = [None, *(on for on, *_ in told)]
    return [
        AgendaItem(on, on != last, line, off) for last, (on, line, off) in zip(before, told, strict=False)
    ]


def _schools(actor: Actor, found: AgendaData, chosen: OwnChild | None) -> list[SchoolDays]:
    """Those whose calendar counts: of the chosen child, else all."""
    if chosen is None:
        return list(found.schools)
    own = actor.child(chosen.id)
    return [one for one in found.schools if own is not None and one.id in own.school_ids]


def _hours_of(actor: Actor, school: SchoolDays, chosen: OwnChild | None) -> list[Hours]:
    """The hours of each own child there; at work those of each own class, or of the school."""
    if actor.role != Role.GUARDIAN:
        return [school.hours.of_classes([one]) for one in actor.class_ids] or [school.hours]
    return [
        school.hours.of_classes(one.class_ids)
        for one in actor.children
        if school.id in one.school_ids and (chosen is None or one.person_id == chosen.id)
    ]


def offs_of(
    actor: Actor, found: AgendaData, schools: Sequence[SchoolDays], since: date, until: date
) -> list[DayOff]:
    """Each once, whatever the number of schools that have it; with whose they are where schools differ."""
    held: dict[tuple[str, date, date], list[SchoolDays]] = {}
    for school in schools:
        for one in school.off:
            if one.first <= until and one.resumes > since:
                held.setdefault((one.name, one.first, one.resumes), []).append(school)
    return [
        DayOff(name, first, resumes, () if len(some) == len(schools) else _whose(actor, found, some))
        for (name, first, resumes), some in held.items()
    ]


def _whose(actor: Actor, found: AgendaData, schools: Iterable[SchoolDays]) -> tuple[tuple[str, str], ...]:
    here = {one.id for one in schools}
    of: dict[int, Child] = {one.person_id: one for one in actor.children}
    return tuple(
        (child.called, child.seed)
        for child in found.children
        if child.id in of and here & {*of[child.id].school_ids}
    )


def _day(
    day: date,
    lines: Sequence[DateLine],
    schools: Sequence[SchoolDays],
    hours: Sequence[Hours],
    window: Window,
) -> AgendaDay:
    held = tuple(one for one in lines if one.on <= day <= (one.until or one.on))
    off: list[Holiday | None] = [one.holiday(day) for one in schools]
    holiday = next((one.name for one in off if one is not None), "") if off and all(off) else ""
    closed = bool(hours) and not any(has_class(one, day) for one in hours)
    return AgendaDay(
        on=day, lines=held, holiday=holiday, closed=closed, past=day < window.today, today=day == window.today,
        at=max(held[0].on, window.monday) if held else None,
    )  # fmt: skip
