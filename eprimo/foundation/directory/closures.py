"""The half-days on which a closure shuts a whole school or one of its classes. No database here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Closure:
    """A time without class from the first day to the last: of the whole school, or of one class where `class_id` names
    it. `from_noon`: the first day is shut after noon alone; `until_noon`: the last one before noon alone."""

    name: str
    first: date
    last: date
    from_noon: bool = False
    until_noon: bool = False
    class_id: int | None = None

    def shuts(self, day: date, *, afternoon: bool) -> bool:
        """Tell whether that half-day is among those that the closure shuts."""
        if not self.first <= day <= self.last:
            return False
        if day == self.first and self.from_noon and not afternoon:
            return False
        return not (day == self.last and self.until_noon and afternoon)

    def concerns(self, classes: Iterable[int]) -> bool:
        """Tell whether the closure shuts one of these classes."""
        return self.class_id is None or self.class_id in classes


def closure_from(row: Mapping[str, Any]) -> Closure:
    """Make a closure of what a statement gave as JSON (`queries.calendar.CLOSURE`)."""
    return Closure(
        row["label"], date.fromisoformat(row["first"]), date.fromisoformat(row["last"]),
        row["from_noon"], row["until_noon"], row["of_class"],
    )  # fmt: skip


def shutting(
    closures: Iterable[Closure], classes: frozenset[int], day: date, *, afternoon: bool
) -> Closure | None:
    """Return what shuts that half-day for who is in one of these classes: a closure of the school first, else of the
    class. Without a class only the whole school is asked about. None: nothing does."""
    found = (one for one in closures if one.shuts(day, afternoon=afternoon) and one.concerns(classes))
    return min(found, key=lambda one: (one.class_id is not None, one.first, one.last, one.name), default=None)
