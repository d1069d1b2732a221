"""A list of notes, month by month: the newest is in view, and the others are folded under their names."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from eprimo.ui.french import local_day


@dataclass(frozen=True, slots=True)
class Month[T]:
    """The first day of a month, and what a page of a list has of it, in the order of the list."""

    first: date
    items: list[T]


def by_month[T](items: Iterable[T], at: Callable[[T], datetime]) -> list[Month[T]]:
    """`items` in order of time, by the month that `at` falls in, in the zone in use."""
    found = groupby(items, key=lambda one: local_day(at(one)).replace(day=1))
    return [Month(first, list(ones)) for first, ones in found]
