"""Random stories of an academy, some deliveries lost, some killed and run again: the directory is what the generator
knows."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, given, seed
from hypothesis import strategies as st

from eprimo.devtools.generators.academy.make import Wish, make_academy
from eprimo.devtools.generators.academy.places import INVENTED, read_places
from eprimo.devtools.generators.academy.story import ODDITIES, Plan, whole_story
from eprimo.devtools.generators.academy.truth import Truth
from eprimo.foundation.directory.enums import ServiceKind
from eprimo.foundation.directory.models import ClassGroup, CommuneService, Guardianship, Person, ServiceSchool
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.faults import dies_at
from tests.foundation.intake.aaf.comparing import differences
from tests.foundation.intake.aaf.killing import crash
from tests.foundation.intake.aaf.writing import import_aaf
from tests.sizes import drawn

PLACES = tuple(read_places(INVENTED))


@dataclass(frozen=True)
class Kill:
    """The import of that day (several times) ends at these statements, the database with it or not."""

    day: int
    at: tuple[int, ...]
    crash: bool


class Undo(Exception):
    """Takes a story's rows back."""


def _schools(plan: Plan) -> None:
    """The schools of the plan, each with every service of its commune."""
    for place in plan.places:
        school = make.school(place.uai, place.name)
        for kind in ServiceKind.values:
            service, _ = CommuneService.objects.get_or_create(
                commune=school.commune, kind=kind, defaults={"name": kind}
            )
            ServiceSchool.objects.create(service=service, school=school, starts=make.SINCE)


def _import(folder: Path, kill: Kill | None) -> None:
    """Import that delivery, by batches of a school; run again each time it is killed."""
    options = ("--yes", "--batch", "1")
    for statement in kill.at if kill is not None else ():
        with dies_at(statement) as died:
            import_aaf(folder, *options)
        if not died[0]:
            return
        if kill is not None and kill.crash:
            crash()
    import_aaf(folder, *options)


def _live(plan: Plan, lost: set[int], folder: Path, kill: Kill | None = None) -> None:
    """Import what is not lost, each on its day, and hold the directory against the truth.

    After a delta that is lost the next ones speak of what was never told: the next full delivery makes all true again,
    but for the days and reasons of what ended meanwhile.
    """
    make_academy(Wish(plan, folder, "17", onde=False))
    truth, astray, whole = Truth(), False, True
    for number, mode, requests in whole_story(plan):
        if mode == "Delta" and number in lost:
            astray, whole = True, False
            continue
        day = plan.dates()[number]
        at = datetime.combine(day, time(4), tzinfo=UTC) + timedelta(minutes=30 if mode == "Complet" else 0)
        with clock.frozen(at):
            _import(folder / "aaf" / f"{day:%Y%m%d}_{mode}", kill if kill and kill.day == number else None)
            truth.tell(requests, day, full=mode == "Complet")
            astray = astray and mode == "Delta"
            if not astray:
                wrong = differences(truth, "17", past=whole, full=mode == "Complet")
                assert not wrong, f"day {number} {mode}: {wrong}"


def _story(plan: Plan, lost: set[int], kill: Kill) -> None:
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        _schools(plan)
        _live(plan, lost, Path(folder), kill)
        raise Undo


STORIES: dict[str, Any] = {
    "plan": st.builds(
        Plan,
        places=st.sampled_from([PLACES[:2], PLACES[:3]]),
        seed=st.integers(0, 10_000),
        people=st.sampled_from([90, 150]),
        days=st.integers(1, 5),
        rate=st.sampled_from([1.0, 6.0, 20.0]),
        full_every=st.sampled_from([0, 2, 3]),
        oddities=st.sampled_from([frozenset(), frozenset(ODDITIES)]),
    ),
    "lost": st.sets(st.integers(1, 5), max_size=2),
    # An import of two schools has about 220 statements: reading, planning, writing, ending are all hit.
    "kill": st.builds(
        Kill,
        day=st.integers(0, 3),
        at=st.lists(st.integers(1, 260), min_size=1, max_size=3).map(tuple),
        crash=st.booleans(),
    ),
}


@pytest.mark.django_db
@pytest.mark.drill
@seed(20260907)
# A story is long to tell: the first one that is wrong is enough.
@drawn(2, 200, phases=[Phase.explicit, Phase.generate])
@given(**STORIES)
def test_an_academy_told_again_and_again_and_killed_stays_true(
    plan: Plan, lost: set[int], kill: Kill
) -> None:
    with pytest.raises(Undo):
        _story(plan, lost, kill)


@pytest.mark.django_db
def test_the_comparison_sees_what_is_not_true(tmp_path: Path) -> None:
    plan = Plan(PLACES[:2], 3, people=60)
    _schools(plan)
    _live(plan, set(), tmp_path)
    truth = Truth()
    truth.tell(whole_story(plan)[0][2], plan.first, full=True)
    assert differences(truth, "17") == {}
    link = Guardianship.objects.order_by("pk")[0]
    Guardianship.objects.filter(pk=link.pk).update(ends=clock.now(), end_reason="absent")
    assert set(differences(truth, "17")) == {"links", "past"}
    Person.objects.filter(pk=link.child_id).update(last_name="Autre")
    ClassGroup.objects.filter(pk=ClassGroup.objects.order_by("pk")[0].pk).update(levels=[])
    assert set(differences(truth, "17")) == {"people", "links", "past", "classes"}
