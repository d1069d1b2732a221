"""Which days are shut: what a closure strikes out. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from eprimo.foundation.directory.closures import Closure, shutting

_DAY = timedelta(days=1)
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Span:
    """When a date is: its first and last day, and its hours, where it has some."""

    on: date
    until: date
    starts_at: time | None = None
    ends_at: time | None = None

    @property
    def afternoons(self) -> tuple[bool, ...]:
        """The halves of a day that it takes, False for the morning: of one day with an hour those of its hours, else
        both."""
        if self.starts_at is None or self.on != self.until:
            return False, True
        before, after = self.starts_at < _NOON, (self.ends_at or self.starts_at) > _NOON
        return (False,) * before + (True,) * (after or not before)


def falls_away(event: Span, closures: Iterable[Closure], classes: frozenset[int], today: date) -> bool:
    """Is each half-day that is left of the event shut for who is in one of these classes? A journey goes on over one
    shut day; of what is over, its last day is looked at."""
    known = list(closures)
    day = max(event.on, min(today, event.until))
    while day <= event.until:
        if not all(shutting(known, classes, day, afternoon=one) for one in event.afternoons):
            return False
        day += _DAY
    return True
