"""Files of ONDE that tell next year fill the plan of the school that prepared it; a hand's choice stays, and what they
say besides comes by the import that follows the change of year."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eprimo.devtools.generators.onde_writer import write_onde_folder
from eprimo.devtools.generators.school_people import invent_school
from eprimo.devtools.generators.shapes import InventedPupil, InventedSchool
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.actions import year_switch, years
from eprimo.foundation.directory.actions.years import plan_fill, year_after
from eprimo.foundation.directory.enums import PupilOutcome
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Person,
    PlannedPupil,
    School,
    YearChange,
)
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.foundation.directory.school_year import JULY, dump
from tests.foundation.intake.importing import UAI, empty_school, grown, import_school, run_import

OPENING = datetime(2026, 9, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def now_here(db: None, tmp_path: Path) -> Iterator[InventedSchool]:
    """Imported in September; it is July."""
    invented = invent_school(40, 40, first_year=2026)
    with clock.frozen(OPENING):
        empty_school()
        import_school(tmp_path / "september", invented, "--yes")
    with clock.frozen(JULY):
        yield invented


def prepared() -> YearChange:
    school = School.objects.select_related("running_year").get(uai=UAI)
    change = YearChange.objects.create(
        school=school, from_year=school.running_year, to_year=year_after(school.running_year)
    )
    plan_fill(change)
    return change


def head(change: YearChange) -> Any:
    found = make.person("Iris", "TETE")
    make.affiliation(found, change.school, "director")
    return for_person(found.pk)


def planned(change: YearChange) -> Counter[tuple[str, str]]:
    """(name, class): two pupils may have the same name."""
    rows = PlannedPupil.objects.filter(change=change, planned_class__isnull=False)
    return Counter(
        (f"{one.person.last_name} {one.person.first_name}", one.planned_class.label)
        for one in rows.select_related("person", "planned_class")
        if one.planned_class
    )


def told_by(pupils: Iterable[InventedPupil]) -> Counter[tuple[str, str]]:
    return Counter((f"{one.last_name} {one.first_name}", one.class_label) for one in pupils)


def test_they_fill_the_plan_and_touch_nothing_of_now(now_here: InventedSchool, tmp_path: Path) -> None:
    change, following = prepared(), grown(now_here, arrive=3)
    files, before = write_onde_folder(tmp_path / "july", following), dump()
    code, said = run_import(files, "--dry-run")
    assert (code, said["next_year"]["arriving"]) == (0, 3)
    assert not change.pupils.filter(source="onde").exists()
    code, said = run_import(files)
    assert code == 0, said["problems"]
    assert dump() == before
    assert planned(change) == told_by(following.pupils[:-3])
    assert said["next_year"]["newcomers"] == [{"class": following.pupils[-1].class_label, "count": 3}]
    assert sorted(said["next_year"]["added"]) == sorted({one.class_label for one in following.pupils})
    change.refresh_from_db()
    assert (change.told_by, change.counts["differ"]) == ("onde", 0)
    # Told of a school that has it already: nothing moves, nothing is said again.
    code, said = run_import(files)
    assert (code, said["next_year"]["moved"], said["next_year"]["added"]) == (0, [], [])
    assert AuditLine.objects.filter(act="directory.year.told").count() == 1
    report = OndeDelivery.objects.order_by("pk").last()
    assert report is not None
    assert report.report["next_year"]["placed"] == len(following.pupils) - 3


def test_the_preview_writes_nothing(now_here: InventedSchool, tmp_path: Path) -> None:
    change = prepared()
    rows, classes = list(change.pupils.order_by("pk").values()), list(change.classes.order_by("pk").values())
    lines = AuditLine.objects.count()
    code, said = run_import(write_onde_folder(tmp_path / "july", grown(now_here)), "--dry-run")
    assert code == 0
    assert said["next_year"]["moved"]
    assert (list(change.pupils.order_by("pk").values()), list(change.classes.order_by("pk").values())) == (
        rows,
        classes,
    )
    assert AuditLine.objects.count() == lines


def test_what_a_hand_placed_or_chose_stays(now_here: InventedSchool, tmp_path: Path) -> None:
    change, following = prepared(), grown(now_here)
    director = head(change)
    kept = Person.objects.get(
        last_name=following.pupils[0].last_name, first_name=following.pupils[0].first_name
    )
    green = years.planned_class_add(actor=director, change=change, label="Classe verte", levels=["CE2"])
    years.planned_pupils_place(
        actor=director, change=change, people=[kept.pk], outcome=PupilOutcome.CLASS, planned_class=green
    )
    taught = following.teachers[0] if following.teachers[0].classes else following.teachers[1]
    mine = years.planned_class_add(actor=director, change=change, label=taught.classes[0], levels=[])
    years.planned_adults_set(actor=director, planned=mine, adults=[director_person(director)])
    code, said = run_import(write_onde_folder(tmp_path / "july", following))
    assert code == 0
    assert planned(change)[f"{kept.last_name} {kept.first_name}", "Classe verte"] == 1
    assert [(one["now"], one["told"]) for one in said["next_year"]["kept"]] == [
        ("Classe verte", following.pupils[0].class_label)
    ]
    assert list(mine.adults.values_list("person", flat=True)) == [director.person_id]


def director_person(actor: Any) -> Person:
    return Person.objects.get(pk=actor.person_id)


def test_teachers_go_where_the_files_say(now_here: InventedSchool, tmp_path: Path) -> None:
    change, following = prepared(), grown(now_here)
    run_import(write_onde_folder(tmp_path / "july", following))
    found = {
        (tie.person.last_name, one.label)
        for one in change.classes.all()
        for tie in one.adults.select_related("person")
    }
    told = {(one.last_name, label) for one in following.teachers for label in one.classes}
    named = set(change.classes.values_list("label", flat=True))
    assert found == {(name, label) for name, label in told if label in named}
    assert found


def test_after_the_switch_the_same_files_bring_who_arrives(now_here: InventedSchool, tmp_path: Path) -> None:
    change, following = prepared(), grown(now_here, arrive=2)
    files = write_onde_folder(tmp_path / "july", following)
    run_import(files)
    year_switch.year_switch(actor=None, change=change, unplaced_agreed=True)
    first = set(ClassMembership.objects.in_force(clock.now()).values_list("pk", flat=True))
    with clock.frozen(JULY + timedelta(days=1)):
        code, said = run_import(files, "--yes")
        assert code == 0, said["problems"]
        inside = ClassMembership.objects.in_force(clock.now()).filter(class_group__year=2027)
        found = Counter(
            (f"{one.person.last_name} {one.person.first_name}", one.class_group.label)
            for one in inside.select_related("person", "class_group")
        )
        assert found == told_by(following.pupils)
        # Those whom the plan placed have not moved.
        assert len(first - set(inside.values_list("pk", flat=True))) == 0
        assert (
            Affiliation.objects.in_force(clock.now()).filter(person__last_name__startswith="ARRIVE").count()
            == 2
        )


def test_without_a_plan_they_are_refused_with_what_to_do(now_here: InventedSchool, tmp_path: Path) -> None:
    before = dump()
    code, said = run_import(write_onde_folder(tmp_path / "july", grown(now_here)), "--yes")
    assert code == 1
    assert "préparez l’année suivante" in said["problems"][0]["message"]
    assert dump() == before


def test_files_of_another_school_fill_nothing(now_here: InventedSchool, tmp_path: Path) -> None:
    change = prepared()
    other = invent_school(77, 40, first_year=2026)
    code, _ = run_import(write_onde_folder(tmp_path / "july", grown(other)))
    assert code == 1
    assert not change.pupils.filter(source="onde").exists()


def test_the_day_alone_does_not_fill(now_here: InventedSchool, tmp_path: Path) -> None:
    """At the end of August, files of the running year are not taken for those of the next."""
    change = prepared()
    with clock.frozen(datetime.combine(date(2027, 8, 25), JULY.timetz())):
        code, _ = run_import(write_onde_folder(tmp_path / "august", now_here), "--yes")
    assert code == 1
    assert not change.pupils.filter(source="onde").exists()
