"""Whole invented schools through their change of year: undone to the letter, killed at any statement, and the next
delivery of ONDE going on in the new year. EPRIMO_DRILL=full: twelve schools, every statement."""

import contextlib
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from eprimo.devtools.generators.onde_writer import write_onde_folder
from eprimo.devtools.generators.school_people import invent_school
from eprimo.devtools.generators.shapes import InventedSchool
from eprimo.foundation.directory.actions import year_switch, year_work
from eprimo.foundation.directory.actions.years import plan_fill, year_after
from eprimo.foundation.directory.enums import PupilOutcome, YearState
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, PlannedPupil, School, YearChange
from eprimo.foundation.directory.year_plan import next_level
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests.faults import dies_at
from tests.foundation.directory.school_year import dump
from tests.foundation.intake.importing import empty_school, import_school, run_import
from tests.sizes import FULL

SCHOOLS, PUPILS = (12, 180) if FULL else (2, 40)
KILLS = 400 if FULL else 6
OPENING = datetime(2026, 9, 2, 9, 0, tzinfo=UTC)
JULY = datetime(2027, 7, 7, 9, 0, tzinfo=UTC)


def _uai(number: int) -> str:
    return f"04490{number:02d}V"


@pytest.fixture
def schools(db: None, tmp_path: Path) -> list[InventedSchool]:
    """Imported in September."""
    made = []
    with clock.frozen(OPENING):
        for number in range(SCHOOLS):
            empty_school(_uai(number), f"École {number}")
            made.append(invent_school(40 + number, PUPILS, first_year=2026))
            import_school(tmp_path / str(number), made[-1], "--yes", uai=_uai(number))
    return made


def _prepared(rng: random.Random) -> list[YearChange]:
    """Every school prepared and adjusted at random."""
    found = []
    for school in School.objects.select_related("running_year").order_by("pk"):
        change = YearChange.objects.create(
            school=school, from_year=school.running_year, to_year=year_after(school.running_year),
            state=YearState.ASKED,
        )  # fmt: skip
        plan_fill(change)
        classes = list(change.classes.all())
        for line in PlannedPupil.objects.filter(change=change).order_by("pk"):
            if rng.random() < 0.2:
                line.planned_class = rng.choice(classes)
                line.outcome, line.held = PupilOutcome.CLASS, True
                line.save()
        found.append(change)
    return found


def _links() -> list[Any]:
    rows = ClassMembership.objects.filter(class_group__year=2026).order_by("pk")
    return list(rows.values_list("pk", "starts", "ends", "end_reason"))


@pytest.mark.drill
def test_undone_to_the_letter(schools: list[InventedSchool]) -> None:
    with clock.frozen(JULY):
        changes = _prepared(random.Random(1))
    later = JULY + timedelta(days=14)
    with clock.frozen(later):
        before, links = dump(), _links()
    with clock.frozen(JULY):
        for change in changes:
            year_switch.year_switch(actor=None, change=change, unplaced_agreed=True)
        assert dump() != before
    with clock.frozen(later):
        for change in changes:
            year_switch.year_undo(actor=None, change=change)
        assert _links() == links
        assert dump() == before


@pytest.mark.drill
@pytest.mark.parametrize("undo", [False, True])
def test_killed_at_any_statement_nothing_moved(schools: list[InventedSchool], undo: bool) -> None:
    rng = random.Random(2)

    def turn() -> None:
        (year_switch.year_undo if undo else year_switch.year_switch)(actor=None, change=change)

    with clock.frozen(JULY):
        change = _prepared(rng)[0]
        YearChange.objects.filter(pk=change.pk).update(unplaced_agreed=True)
        if undo:
            year_switch.year_switch(actor=None, change=change)
    with clock.frozen(JULY + timedelta(days=1)):
        before, lines = dump(), AuditLine.objects.count()
        statements = _length(turn)
        wanted = range(1, statements + 1)
        for number in wanted if statements <= KILLS else rng.sample(wanted, KILLS):
            with dies_at(number) as died, transaction.atomic():
                turn()
            assert died[0]
            assert (dump(), AuditLine.objects.count()) == (before, lines), f"killed at statement {number}"
        turn()
        assert dump() != before


def _length(turn: Any) -> int:
    """How many statements it takes, its own savepoint included; all of it is taken back."""
    seen = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        return execute(sql, params, many, context)

    with contextlib.suppress(_Enough), transaction.atomic():
        with connection.execute_wrapper(count):
            turn()
        raise _Enough
    return seen


class _Enough(Exception):
    pass


@pytest.mark.drill
def test_an_academy_that_is_killed_goes_on_where_it_was(schools: list[InventedSchool]) -> None:
    """Whatever is killed, each school is in one year or the other, whole; the rest is done by the next worker."""
    rng = random.Random(3)
    with clock.frozen(JULY):
        _prepared(rng)
        YearChange.objects.update(unplaced_agreed=True, switch_on=JULY.date())
        for _ in range(KILLS):
            with dies_at(rng.randrange(2, 60)), transaction.atomic(), transaction.atomic():
                year_work.years_work(1)
            assert _halves() == 0
        while year_work.years_work(3):
            assert _halves() == 0
        assert set(YearChange.objects.values_list("state", flat=True)) == {YearState.SWITCHED}
        assert set(School.objects.values_list("running_year", flat=True)) == {2027}
        switched = AuditLine.objects.filter(act="directory.year.switched")
        assert switched.count() == SCHOOLS


def _halves() -> int:
    """Schools that are in one year by one fact and in the other by another."""
    found = 0
    for change in YearChange.objects.select_related("school"):
        done = change.state == YearState.SWITCHED
        open_then = ClassGroup.objects.filter(school=change.school, year=2026, closed_at=None).exists()
        made = ClassGroup.objects.filter(school=change.school, year=2027).exists()
        found += (done, not done, done) != (change.school.running_year_id == 2027, open_then, made)
    return found


@pytest.mark.drill
def test_the_next_delivery_goes_on_in_the_new_year(schools: list[InventedSchool], tmp_path: Path) -> None:
    """ONDE in September, with its own idea of who is in which class: it moves whom the plan placed."""
    with clock.frozen(JULY):
        change = _prepared(random.Random(4))[0]
        year_switch.year_switch(actor=None, change=change, unplaced_agreed=True)
    old = _links()
    following = _grown(schools[0])
    with clock.frozen(datetime(2027, 9, 2, 9, 0, tzinfo=UTC)):
        import_school(tmp_path / "again", following, "--yes", uai=_uai(0))
        inside = ClassMembership.objects.in_force(clock.now()).filter(school=change.school)
        found = {
            (one.person.last_name, one.person.first_name, one.class_group.label, one.class_group.year_id)
            for one in inside.select_related("person", "class_group")
        }
        assert found == {(p.last_name, p.first_name, p.class_label, 2027) for p in following.pupils}
    assert _links() == old


@pytest.mark.drill
def test_files_of_next_year_wait_for_the_switch(schools: list[InventedSchool], tmp_path: Path) -> None:
    """In July by the levels of the pupils, at the end of August by the day: this year's classes stay what they are."""
    before = _links()
    following = _grown(schools[0])
    for day in (JULY, datetime(2027, 8, 25, 9, 0, tzinfo=UTC)):
        with clock.frozen(day):
            files = write_onde_folder(tmp_path / str(day.date()), following)
            code, said = run_import(files, "--yes", uai=_uai(0))
            assert code != 0
            assert "ceux de l’année suivante" in said["problems"][0]["message"]
    assert _links() == before


def _grown(school: InventedSchool) -> InventedSchool:
    """Everybody one level up, in a class of that level."""
    pupils = []
    for one in school.pupils:
        level = next_level(one.level)
        places = [group for group in school.classes if level in group.levels]
        if level is not None and places:
            pupils.append(replace(one, level=level, class_label=places[-1].label))
    staying = {one.key for one in pupils}
    kept = [(one, tuple(key for key in one.children if key in staying)) for one in school.guardians]
    guardians = tuple(replace(one, children=children) for one, children in kept if children)
    return replace(school, pupils=tuple(pupils), guardians=guardians)
