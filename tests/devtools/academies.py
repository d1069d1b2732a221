"""Short ways to invented academies: a plan of a few schools, the files that were written, the truth that was told."""

from pathlib import Path
from typing import Any

from eprimo.devtools.generators.academy.places import INVENTED, read_places
from eprimo.devtools.generators.academy.story import ODDITIES, Plan, whole_story
from eprimo.devtools.generators.academy.truth import Truth

PLACES = tuple(read_places(INVENTED))
ALL = frozenset(ODDITIES)


def a_plan(**more: Any) -> Plan:
    return Plan(**{"places": PLACES[:4], "seed": 1, "people": 300, "days": 3, "rate": 3.0} | more)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(plan: Plan, *, until: int | None = None) -> Truth:
    """The truth after the first delivery and every delta."""
    truth = Truth()
    for number, mode, requests in whole_story(plan):
        if (number == 0 or mode == "Delta") and (until is None or number <= until):
            truth.tell(requests, plan.dates()[number], full=number == 0)
    return truth
