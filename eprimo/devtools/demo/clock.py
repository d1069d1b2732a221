"""The demo's time: the machine's plus an offset, kept in one small file that every process of the demo reads.

It starts on the last school Tuesday at 10:00, an hour at which a note leaves at once, and runs. It never goes back
behind what was already done: a note signed yesterday evening stays in the past.
"""

import os
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings

from eprimo.foundation.kernel import clock

# Seconds to add to the machine's time, handed to the demo's processes.
VARIABLE = "EPRIMO_CLOCK_OFFSET"
ZONE = ZoneInfo("Europe/Paris")
OPENS, CLOSES = time(7), time(20)
_TUESDAY = 1
# Holidays of any zone and year, wide enough to hold the real dates: (month, day) of the first and last days.
_AWAY = (
    ((7, 1), (9, 7)),
    ((10, 15), (11, 4)),
    ((11, 11), (11, 11)),
    ((12, 17), (12, 31)),
    ((1, 1), (1, 6)),
    ((2, 5), (3, 10)),
    ((4, 2), (5, 8)),
)


def is_school_day(day: date) -> bool:
    """Is there school that day, for sure: not at a weekend, not near any holidays."""
    return day.weekday() < 5 and not any(first <= (day.month, day.day) <= last for first, last in _AWAY)


def last_school_tuesday(now: datetime) -> datetime:
    """The last Tuesday of school at 10:00 in Paris that is not after `now`."""
    day = now.astimezone(ZONE).date()
    while True:
        at = datetime.combine(day, time(10), ZONE)
        if day.weekday() == _TUESDAY and is_school_day(day) and at <= now:
            return at
        day -= timedelta(days=1)


def next_opening(after: datetime) -> datetime:
    """`after` itself when a school is open then, else 7:05 of the next school day."""
    local = after.astimezone(ZONE)
    if is_school_day(local.date()) and OPENS <= local.time() < CLOSES:
        return after
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while not is_school_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(7, 5), ZONE)


def start_instant(now: datetime, last_act: datetime | None, scene: datetime | None = None) -> datetime:
    """When the demo starts: at the date of its scene, or else the last school Tuesday at 10:00; or where its people
    left it, if later."""
    if scene is not None:
        return scene if last_act is None else max(scene, last_act)
    tuesday = last_school_tuesday(now)
    return tuesday if last_act is None or last_act <= tuesday else next_opening(last_act)


class ShiftedClock:
    """A source of time for `kernel.clock.use`: the machine's time plus what the file says, else the environment."""

    def __init__(self, path: Path, tell: Callable[[timedelta], object] = lambda _: None) -> None:
        """`tell` is called with each offset that is set: the database has the same time."""
        self.path = path
        self._tell = tell
        # When the file was written last, and what it says.
        self._read: tuple[int, timedelta] = (0, timedelta(0))

    def __call__(self) -> datetime:
        return clock.wall() + self.offset

    @property
    def offset(self) -> timedelta:
        try:
            written = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return timedelta(seconds=float(os.environ.get(VARIABLE) or 0))
        if written != self._read[0]:
            self._read = written, timedelta(seconds=float(self.path.read_text(encoding="ascii")))
        return self._read[1]

    def set(self, offset: timedelta) -> None:
        """Move the time of every process of the demo."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(f".{os.getpid()}")
        fresh.write_text(str(offset.total_seconds()), encoding="ascii")
        fresh.replace(self.path)
        self._tell(offset)


def tell_database(offset: timedelta) -> None:
    """The second wall reads the time by itself, and in production the machine's: the owner alone moves it."""
    owner = settings.DATABASE_OWNER
    with psycopg.connect(
        dbname=owner["NAME"], user=owner["USER"], password=owner["PASSWORD"], host=owner["HOST"], port=owner["PORT"],
    ) as line:  # fmt: skip
        line.execute(
            "INSERT INTO wall.clock (ahead) VALUES (%s) ON CONFLICT (one) DO UPDATE SET ahead = EXCLUDED.ahead",
            [offset],
        )
