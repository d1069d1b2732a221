"""The ONDE files of an invented academy come in cleanly: schools of every form, families that reach over schools."""

from collections import Counter
from pathlib import Path

import pytest

from eprimo.devtools.generators.academy.make import Wish, make_academy
from eprimo.devtools.generators.academy.places import INVENTED, read_places
from eprimo.devtools.generators.academy.story import ODDITIES, Plan, invent
from tests.foundation.intake.importing import counts, dump, empty_school, people_in, run_import

PLACES = tuple(read_places(INVENTED))
# What a director is told without anything being wrong.
EXPECTED = ("a plusieurs niveaux", "gardés comme deux personnes", "Même nom, même prénom")


@pytest.mark.django_db
@pytest.mark.parametrize("oddities", [frozenset(), frozenset(ODDITIES)], ids=["plain", "odd"])
def test_each_school_of_an_academy_is_imported(tmp_path: Path, oddities: frozenset[str]) -> None:
    plan = Plan(PLACES[:8], 4, people=900, oddities=oddities)
    make_academy(Wish(plan, tmp_path, "17", aaf=False))
    (made,) = invent(plan)
    for place in plan.places:
        empty_school(place.uai, place.name)
        school = made.school(place.uai)
        code, said = run_import(tmp_path / "onde" / place.uai, uai=place.uai)
        assert code == 0, said["problems"]
        messages = [one["message"] for one in said["problems"]]
        assert [one for one in messages if not any(words in one for words in EXPECTED)] == []
        assert counts(said, "pupils") == (len(school.pupils), 0, 0, 0)
        assert counts(said, "classes") == (len(school.classes), 0, 0, 0)
        assert counts(said, "guardianships") == (sum(len(g.children) for g in school.guardians), 0, 0, 0)
        here = people_in(dump("--school", place.uai), "pupil", place.uai)
        assert Counter((one["last_name"], one["first_name"], one["birth_date"]) for one in here) == Counter(
            (p.last_name, p.first_name, p.birth_date.isoformat()) for p in school.pupils
        )
    # Families that reach over schools are told by each of them.
    spread = [g for g in made.guardians.values() if len({made.pupils[key].school for key in g.children}) > 1]
    assert spread
