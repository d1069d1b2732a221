"""A new school year: pupils go up, the oldest leave for the collège, the youngest arrive, classes are others."""

from dataclasses import replace
from datetime import date
from random import Random

from eprimo.devtools.generators.academy.maker import school_maker, settle
from eprimo.devtools.generators.academy.state import Enrolled, Neighbourhood, SchoolClass
from eprimo.devtools.generators.shapes import AGE_OF, LEVELS_OF

_ORDER = sorted(AGE_OF, key=lambda level: AGE_OF[level])
_NEWCOMERS = (3, 15)


def turn_year(made: Neighbourhood, day: date, rng: Random) -> None:
    """Every pupil goes up one level: in the same school, else in another one near, else out of the academy.

    Classes keep labels and levels under new keys, since a class belongs to its year; teachers keep theirs.
    """
    made.year += 1
    made.classes = {
        key: replace(group, key=key)
        for group in list(made.classes.values())
        if (key := made.next_key(group.school))
    }
    for key, pupil in list(made.pupils.items()):
        level = pupil.person.level
        place = None if level == _ORDER[-1] else _place(made, pupil, _ORDER[_ORDER.index(level) + 1], rng)
        if place is None:
            made.remove_pupil(key)
            continue
        person = replace(pupil.person, level=_ORDER[_ORDER.index(level) + 1], class_label=place.label)
        since = pupil.since if place.school == pupil.school else day
        made.put_pupil(replace(pupil, person=person, school=place.school, class_key=place.key, since=since))
    for uai in made.places:
        _youngest_arrive(made, uai, day, rng)


def _place(made: Neighbourhood, pupil: Enrolled, level: str, rng: Random) -> SchoolClass | None:
    for uai in (pupil.school, *(uai for uai in made.places if uai != pupil.school)):
        if level in LEVELS_OF[made.places[uai].kind]:
            groups = made.classes_of(uai)
            return rng.choice([one for one in groups if level in one.levels] or groups)
    return None


def _youngest_arrive(made: Neighbourhood, uai: str, day: date, rng: Random) -> None:
    first = LEVELS_OF[made.places[uai].kind][0]
    groups = made.classes_of(uai)
    group = rng.choice([one for one in groups if first in one.levels] or groups)
    maker = school_maker(made, uai, rng)
    for _ in range(rng.randrange(*_NEWCOMERS)):
        maker.add_family([(first, group.label)])
    settle(made, uai, maker, day)
