"""Time is given: nothing else in e-primo asks the wall clock (a test looks for it).

A test freezes it, the demo shifts it, a simulation drives it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def wall() -> datetime:
    """Return the machine's own time: only for what replaces the source of time."""
    return datetime.now(UTC)


_source: Callable[[], datetime] = wall


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source()


def today(zone: str) -> date:
    """The present day in a school's time zone (IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def use(source: Callable[[], datetime] | None) -> None:
    """Replace the source of time for this process; None gives the wall clock back."""
    global _source  # noqa: PLW0603 - one clock a process is the point
    _source = source or wall


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant."""
    if at.tzinfo is None:
        raise ValueError("The clock takes aware instants only.")
    before = _source
    use(lambda: at)
    try:
        yield
    finally:
        use(before)
