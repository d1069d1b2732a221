"""Quiet hours: what is written at night or on a week-end reaches people at the next opening, in the school's zone.

In holidays it is there at once and rings nobody, or waits for the return when the author says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from eprimo.foundation.directory.holidays import Holiday
from eprimo.foundation.directory.models import School, SchoolSettings
from eprimo.foundation.directory.queries.calendar import days_off

_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_WEEKEND = {_SATURDAY, _SUNDAY}
_NOON = time(12)
# What is late by less than that when quiet hours begin still goes.
GRACE = timedelta(minutes=5)

type Why = Literal["now", "night", "weekend", "holiday", "chosen", "urgent"]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A rule: no delivery from `starts` to `ends` (wall clock of `zone`), nor from Friday `starts` to Monday `ends`."""

    zone: str = "Europe/Paris"
    starts: time = time(20)
    ends: time = time(7)

    def opening(self, at: datetime) -> datetime:
        """`at` when it is not quiet, else the next opening (aware, UTC). Changes of legal time are in the zone."""
        zone = ZoneInfo(self.zone)
        here = at.astimezone(zone)
        if not self._is_quiet(here):
            return at
        day = here.date()
        while True:
            opening = self.opens_on(day)
            if opening > at and day.weekday() not in _WEEKEND:
                return opening
            day += timedelta(days=1)

    def opens_on(self, day: date) -> datetime:
        """The end of the night of that day, whatever day it is."""
        return datetime.combine(day, self.ends, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def is_quiet(self, at: datetime) -> bool:
        return self._is_quiet(at.astimezone(ZoneInfo(self.zone)))

    def is_weekend(self, at: datetime) -> bool:
        """Tell whether an instant is in a week-end: from Friday's evening, when the night begins in the evening, to
        Monday's opening."""
        here = at.astimezone(ZoneInfo(self.zone))
        if here.weekday() in _WEEKEND or self._is_friday_evening(here):
            return True
        return here.weekday() == 0 and self.starts > self.ends and here.time() < self.ends

    def _is_friday_evening(self, here: datetime) -> bool:
        return here.weekday() == _FRIDAY and self.starts >= _NOON and here.time() >= self.starts

    def _is_quiet(self, here: datetime) -> bool:
        clock = here.time()
        if here.weekday() in _WEEKEND or self._is_friday_evening(here):
            return True
        if self.starts > self.ends:
            return clock >= self.starts or clock < self.ends
        return self.starts <= clock < self.ends


@dataclass(frozen=True, slots=True)
class Calendar:
    """The quiet hours of a school and its days without class."""

    hours: QuietHours = field(default_factory=QuietHours)
    off: Sequence[Holiday] = ()

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.hours.zone)).date()

    def is_off(self, day: date) -> bool:
        """Tell whether there is no class that day: a week-end, holidays, a day off."""
        return day.weekday() in _WEEKEND or any(one.first <= day < one.resumes for one in self.off)

    def holiday(self, at: datetime) -> Holiday | None:
        """Return the holidays of that instant; from the evening before on, when nothing opens until they begin."""
        for moment in (at, self.hours.opening(at)):
            day = self.day(moment)
            found = [one for one in self.off if one.first <= day < one.resumes and _has_weekday(one)]
            if found:
                return max(found, key=lambda one: one.resumes)
        return None

    def rests(self, at: datetime) -> bool:
        """Nobody is told at that instant: a night, a week-end, holidays."""
        return self.hours.is_quiet(at) or self.holiday(at) is not None

    def loud_until(self, at: datetime) -> datetime | None:
        """Return when the night after that instant begins; None: it is quiet already, and what is told is urgent."""
        if self.rests(at):
            return None
        zone = ZoneInfo(self.hours.zone)
        begins = datetime.combine(self.day(at), self.hours.starts, tzinfo=zone)
        if begins <= at:
            begins = datetime.combine(self.day(at) + timedelta(days=1), self.hours.starts, tzinfo=zone)
        return begins.astimezone(UTC)

    def back(self, at: datetime) -> datetime:
        """Return the first opening after the holidays of `at` (`at` when there are none)."""
        while (found := self.holiday(at)) is not None:
            at = self.hours.opening(self.hours.opens_on(found.resumes))
        return at


def _has_weekday(one: Holiday) -> bool:
    """A day off on a Saturday changes nothing: it is a week-end already."""
    days = (one.resumes - one.first).days
    return days > len(_WEEKEND) or any(
        (one.first + timedelta(days=step)).weekday() not in _WEEKEND for step in range(days)
    )


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """The times of a delivery: when families see it, when it may ring (None: it never does), and why then."""

    visible_from: datetime
    ring_at: datetime | None
    why: Why
    # It is the opening of a day, which much was waiting for: the ringing is spread over the minutes that follow.
    spread: bool = False


def calendar_of(school: School, at: datetime) -> Calendar:
    """Read what `plan` needs of a school around an instant (two statements)."""
    row = SchoolSettings.objects.filter(school=school).first()
    hours = QuietHours(zone=school.time_zone)
    if row is not None:
        hours = QuietHours(zone=school.time_zone, starts=row.quiet_from, ends=row.quiet_until)
    return Calendar(hours, days_off(school, at.astimezone(ZoneInfo(school.time_zone)).date()))


def delivery_plan(
    school: School,
    at: datetime,
    *,
    urgent: bool = False,
    send_at: datetime | None = None,
    after_holidays: bool = False,
) -> DeliveryPlan:
    """Plan when what is sent at `at` reaches people. `send_at`: not before that instant. `after_holidays`: what would
    come in holidays waits for the return. Urgent: at once, whatever the hour."""
    moment = max(at, send_at) if send_at is not None else at
    calendar = calendar_of(school, moment)
    return plan(calendar, at, urgent=urgent, send_at=send_at, after_holidays=after_holidays)


def plan(
    calendar: Calendar,
    at: datetime,
    *,
    urgent: bool = False,
    send_at: datetime | None = None,
    after_holidays: bool = False,
) -> DeliveryPlan:
    """`delivery_plan` of a calendar that is already read."""
    moment = max(at, send_at) if send_at is not None else at
    if urgent:
        return DeliveryPlan(moment, moment, "urgent")
    if calendar.holiday(moment) is not None:
        if not after_holidays:
            return DeliveryPlan(moment, None, "holiday")
        back = calendar.back(moment)
        return DeliveryPlan(back, back, "holiday", spread=True)
    opening = calendar.hours.opening(moment)
    if opening > moment:
        why: Why = "weekend" if calendar.hours.is_weekend(moment) else "night"
        return DeliveryPlan(opening, opening, why, spread=True)
    opens = moment == calendar.hours.opens_on(calendar.day(moment))
    return DeliveryPlan(moment, moment, "chosen" if moment > at else "now", spread=opens)
