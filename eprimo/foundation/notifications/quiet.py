"""Quiet hours: what is written at night or on a week-end reaches people at the next opening, in the school's zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """No delivery from `starts` to `ends` (wall clock of `zone`), nor from Friday `starts` to Monday `ends`."""

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
            opening = datetime.combine(day, self.ends, tzinfo=zone)
            if opening.astimezone(UTC) > at and day.weekday() not in {_SATURDAY, _SUNDAY}:
                return opening.astimezone(UTC)
            day += timedelta(days=1)

    def is_quiet(self, at: datetime) -> bool:
        return self._is_quiet(at.astimezone(ZoneInfo(self.zone)))

    def _is_quiet(self, here: datetime) -> bool:
        clock, weekday = here.time(), here.weekday()
        if weekday in {_SATURDAY, _SUNDAY}:
            return True
        # Friday's evening begins the week-end, when the night begins in the evening.
        if weekday == _FRIDAY and self.starts >= _NOON and clock >= self.starts:
            return True
        if self.starts > self.ends:
            return clock >= self.starts or clock < self.ends
        return self.starts <= clock < self.ends
