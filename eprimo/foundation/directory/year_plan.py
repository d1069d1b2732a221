"""What is proposed for next year, from this year's classes: each level goes up, the oldest leave."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from eprimo.foundation.directory.enums import AGE_OF_LEVEL, Level, PupilOutcome, SchoolKind

LADDER = sorted(AGE_OF_LEVEL, key=lambda level: AGE_OF_LEVEL[level])
# In a unit (ULIS) at that age, one may leave for the collège or stay: a human says.
_MAY_LEAVE = AGE_OF_LEVEL[Level.CM2]
# From the last third of August on, schools and their files are in the year that begins.
_YEAR_TURNS = (8, 21)
_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Now:
    """A class of this year."""

    id: int
    label: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil of this year, and the classes they are in."""

    person_id: int
    birth_date: date | None
    class_ids: tuple[int, ...]
    # Of a class of several levels, the one that is known; empty: it is not.
    levels: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`target`: the class of this year whose likeness next year is proposed."""

    person_id: int
    outcome: PupilOutcome
    level: str = ""
    target: int | None = None
    guessed: bool = False


@dataclass(slots=True)
class Pupils:
    """Proposes for all pupils of a school: those who leave a class at one level stay together."""

    classes: dict[int, Now]
    # Next year's, by the class of this year that each takes after.
    planned: dict[int, Now]
    kind: str
    rpi: bool
    year: int
    filled: Counter[int] = field(default_factory=Counter)

    def propose(self, children: Sequence[Child]) -> list[Proposal]:
        found: list[Proposal] = []
        cohorts: defaultdict[tuple[int, str], list[tuple[Child, bool]]] = defaultdict(list)
        for child in children:
            current, level, guessed = self._level_of(child)
            if current is None or not level:
                found.append(Proposal(child.person_id, PupilOutcome.UNPLACED))
            else:
                cohorts[current, level].append((child, guessed))
        # The largest first: the small ones fill what is left.
        for (current, level), members in sorted(cohorts.items(), key=lambda one: (-len(one[1]), one[0])):
            outcome, following, target = self._next(self.classes[current], level)
            if target is not None:
                self.filled[target] += len(members)
            found += [
                Proposal(one.person_id, outcome, following, target, guessed) for one, guessed in members
            ]
        return found

    def _level_of(self, child: Child) -> tuple[int | None, str, bool]:
        """(class, level, whether it is a guess) of this year."""
        inside = [self.classes[one] for one in child.class_ids if one in self.classes]
        if not inside:
            return None, "", False
        # Of two classes, the one of a level: the pupil of a unit is in it for part of the week.
        current = min(inside, key=lambda one: (Level.ULIS in one.levels, one.id))
        if current.levels == (Level.ULIS,) and self._age(child) >= _MAY_LEAVE:
            return current.id, "", False
        if len(current.levels) == 1:
            return current.id, current.levels[0], len(inside) > 1
        if (said := child.levels.get(current.id, "")) in current.levels:
            return current.id, said, len(inside) > 1
        if child.birth_date is None or not current.levels:
            return current.id, "", False
        age = self._age(child)
        known = [level for level in current.levels if level in AGE_OF_LEVEL]
        return current.id, min(known, key=lambda one: abs(AGE_OF_LEVEL[one] - age), default=""), True

    def _age(self, child: Child) -> int:
        return self.year - child.birth_date.year if child.birth_date else 0

    def _next(self, current: Now, level: str) -> tuple[PupilOutcome, str, int | None]:
        following = next_level(level)
        if following is None:
            return PupilOutcome.COLLEGE, "", None
        places = [one for one in self.planned.values() if following in one.levels]
        if places:
            return PupilOutcome.CLASS, following, self._best(current, places).id
        leaves = level == Level.GS and self.kind == SchoolKind.NURSERY
        return (PupilOutcome.ELSEWHERE if leaves or self.rpi else PupilOutcome.UNPLACED), following, None

    def _best(self, current: Now, places: list[Now]) -> Now:
        """The class of the same ending (« CP A » goes to « CE1 A »), else the one with fewest pupils so far."""
        ending = _ending(current)
        same = [one for one in places if ending and _ending(one) == ending]
        return min(same or places, key=lambda one: (self.filled[one.id], one.label, one.id))


def calendar_year(day: date) -> int:
    """Return the school year of that day, by the calendar alone."""
    return day.year if (day.month, day.day) >= _YEAR_TURNS else day.year - 1


def next_level(level: str) -> str | None:
    """Return the level after this one; None: the collège. A unit (ULIS) has no age: its pupils stay in it."""
    if level == Level.ULIS:
        return level
    place = LADDER.index(level) + 1
    return LADDER[place] if place < len(LADDER) else None


def next_label(label: str, year: int) -> str:
    """Return the label of next year: « CE1 2026-2027 » becomes « CE1 2027-2028 »; most do not change."""
    years = {str(year): str(year + 1), str(year + 1): str(year + 2)}
    return re.sub(r"\b20\d\d\b", lambda found: years.get(found[0], found[0]), label)


def _ending(one: Now) -> str:
    words = [word.upper() for word in _WORD.findall(one.label)]
    return " ".join(word for word in words if word not in Level.values)
