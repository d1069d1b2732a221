"""An academy day after day: a first full delivery, daily deltas, full ones between them, new school years."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from eprimo.devtools.generators.academy.events import live_a_day
from eprimo.devtools.generators.academy.files import Mode
from eprimo.devtools.generators.academy.maker import FAMILY_ODDITIES, invent_neighbourhood, sizes_for
from eprimo.devtools.generators.academy.new_year import turn_year
from eprimo.devtools.generators.academy.objects import Request, changes, whole
from eprimo.devtools.generators.academy.places import SchoolPlace, neighbourhoods
from eprimo.devtools.generators.academy.state import Neighbourhood
from eprimo.devtools.generators.academy.text_oddities import WRITING_ODDITIES

ODDITIES = (*FAMILY_ODDITIES, *WRITING_ODDITIES)
FIRST_DAY = date(2026, 9, 7)
USUAL_RATE = 0.3
"""Events a day for a hundred people."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of the generator: the same plan makes the same academy."""

    places: tuple[SchoolPlace, ...]
    seed: int
    people: int | None = None
    """About how many people; none: as many as such schools have."""
    first: date = FIRST_DAY
    days: int = 0
    """Days after the first; each has a delta."""
    rate: float = USUAL_RATE
    full_every: int = 0
    """A full delivery is written besides the delta after that many days, again and again; 0: the first one only."""
    oddities: frozenset[str] = frozenset()

    def dates(self) -> list[date]:
        """The first day and those of the deltas."""
        return [self.first + timedelta(days=n) for n in range(self.days + 1)]

    def is_full(self, number: int) -> bool:
        """Tell whether that day (0 is the first) has a full delivery."""
        return number == 0 or (self.full_every > 0 and number % self.full_every == 0)


type Told = tuple[int, Mode, Iterator[Request]]
"""Number of the day, kind of delivery, and its requests: to be read before the next is asked for."""


def tell(plan: Plan, made: Neighbourhood, happened: Counter[str]) -> Iterator[Told]:
    """Live the days of one neighbourhood; each delivery of each day comes in order."""
    uai = next(iter(made.places))
    for number, day in enumerate(plan.dates()):
        if number:
            rng = Random(f"day {plan.seed} {uai} {day.isoformat()}")
            if (day.month, day.day) == (9, 1):
                turn_year(made, day, rng)
                happened["new_year"] += 1
            happened.update(live_a_day(made, day, rng, events=_events(made, plan.rate, rng)))
            yield number, "Delta", changes(made)
        if plan.is_full(number):
            yield number, "Complet", whole(made)


def _events(made: Neighbourhood, rate: float, rng: Random) -> int:
    people = len(made.pupils) + len(made.guardians) + len(made.staff)
    expected = people * rate / 100
    return int(expected) + (rng.random() < expected % 1)


def invent(plan: Plan) -> Iterator[Neighbourhood]:
    """Invent the neighbourhoods of the academy as of the first day, one at a time."""
    sizes = sizes_for(plan.places, plan.seed, plan.people)
    for places in neighbourhoods(plan.places):
        yield invent_neighbourhood(places, plan.seed, sizes, plan.first, plan.oddities)


def whole_story(plan: Plan) -> list[tuple[int, Mode, list[Request]]]:
    """Every delivery of a small academy, held in memory, by day: what tests tell the truth and the importer."""
    found: dict[tuple[int, Mode], list[Request]] = {}
    for made in invent(plan):
        for number, mode, requests in tell(plan, made, Counter()):
            found.setdefault((number, mode), []).extend(requests)
    return [
        (number, mode, requests)
        for (number, mode), requests in sorted(
            found.items(), key=lambda item: (item[0][0], item[0][1] == "Complet")
        )
    ]
