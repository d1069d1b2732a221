"""What a delivery tells of next year's classes goes into the plan that the school prepared; a hand's choice stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.actions import year_switch, years
from eprimo.foundation.directory.actions.year_sources import year_plan_told
from eprimo.foundation.directory.actions.years import plan_fill, year_after
from eprimo.foundation.directory.enums import Profile, PupilOutcome
from eprimo.foundation.directory.models import ClassMembership, Person, PlannedPupil, School, YearChange
from eprimo.foundation.directory.queries.years import plan_page
from eprimo.foundation.intake.aaf import next_year
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.foundation.directory.school_year import JULY, dump, outcome
from tests.foundation.intake.aaf.writing import (
    OTHER,
    OTHER_UAI,
    Delivery,
    empty_schools,
    import_aaf,
    messages,
    person,
)

pytestmark = pytest.mark.django_db
KEYS = [str(7000 + number) for number in range(8)]


def _delivery(level: str, classes: dict[str, str], *, other: bool = False) -> Delivery:
    """`classes`: key of a pupil → label; those left out are in no class."""
    made = Delivery().school().school(OTHER, OTHER_UAI)
    for number, key in enumerate(KEYS):
        label = classes.get(key, "")
        for school, at in ((key, None), (f"1{key}", OTHER)) if other else ((key, None),):
            made.pupil(
                school, f"NOM{number}", born="04/05/2019", group=f"66{label}" if label else None, label=label,
                by=("8001",), ENTEleveNiveau=f"0000${level}", ENTEleveINE=f"{school:>010}A",
                **({"school": at} if at else {}),
            )  # fmt: skip
    return made.guardian(children=KEYS).teacher()


def _in(label: str, keys: list[str] = KEYS) -> dict[str, str]:
    return dict.fromkeys(keys, label)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """A CE1 of the academy, in July."""
    school, _ = empty_schools()
    import_aaf(_delivery("CE1", _in("CE1 A"), other=True).write(tmp_path / "september"))
    with clock.frozen(JULY):
        yield School.objects.get(pk=school.pk)


def _prepared(school: School) -> YearChange:
    change = YearChange.objects.create(
        school=school, from_year=school.running_year, to_year=year_after(school.running_year)
    )
    plan_fill(change)
    return change


def _plan(change: YearChange) -> dict[str, tuple[str, str]]:
    return {key: outcome(change, person(key)) for key in KEYS}


def _place(change: YearChange, who: Person, to: str) -> None:
    years.planned_pupils_place(
        actor=_head(change), change=change, people=[who.pk], outcome=PupilOutcome.CLASS,
        planned_class=change.classes.get(label=to),
    )  # fmt: skip


def _head(change: YearChange) -> Actor:
    head = make.person("Iris", "TETE")
    make.affiliation(head, change.school, Profile.DIRECTOR)
    return for_person(head.pk)


def _members(school: School) -> list[tuple[Any, ...]]:
    rows = ClassMembership.objects.in_force(clock.now()).filter(school=school)
    return sorted(rows.values_list("person", "class_group__label", "class_group__year", "source", "starts"))


def test_it_fills_the_plan_and_nothing_of_this_year(school: School, tmp_path: Path) -> None:
    change = _prepared(school)
    before = dump()
    half = _in("CE2 A", KEYS[:4]) | _in("CE2 B", KEYS[4:7])
    said = import_aaf(_delivery("CE2", half, other=True).write(tmp_path / "july"))
    assert "sont proposées dans l’année que l’école prépare" in messages(said)
    assert dump() == before
    found = _plan(change)
    assert [found[key] for key in KEYS] == [
        *[("class", "CE2 A")] * 4, *[("class", "CE2 B")] * 3, ("unplaced", ""),
    ]  # fmt: skip
    # That of this year's name is in no delivery, and nobody chose it.
    assert list(change.classes.order_by("label").values_list("label", "levels", "source")) == [
        ("CE2 A", ["CE2"], "aaf"), ("CE2 B", ["CE2"], "aaf"),
    ]  # fmt: skip
    change.refresh_from_db()
    assert (change.told_at, change.counts["told"], change.counts["differ"]) == (JULY, 7, 0)
    assert AuditLine.objects.filter(act="directory.year.told", school_id=school.pk).count() == 1


def test_what_a_hand_placed_stays_and_differs(school: School, tmp_path: Path) -> None:
    change = _prepared(school)
    years.planned_class_add(actor=_head(change), change=change, label="Classe verte", levels=["CE2"])
    zoe, gone = person(KEYS[0]), person(KEYS[1])
    _place(change, zoe, "Classe verte")
    years.planned_pupils_place(
        actor=_head(change),
        change=change,
        people=[gone.pk],
        outcome=PupilOutcome.ELSEWHERE,
        planned_class=None,
    )
    import_aaf(_delivery("CE2", _in("CE2 A")).write(tmp_path / "july"))
    line = PlannedPupil.objects.get(change=change, person=zoe)
    assert (outcome(change, zoe), line.told_class) == (
        ("class", "Classe verte"),
        change.classes.get(label="CE2 A"),
    )
    change.refresh_from_db()
    assert (change.counts["told"], change.counts["differ"]) == (6, 2)
    assert (outcome(change, gone), plan_page(change).differ) == (("other", ""), 2)


def test_a_second_time_changes_nothing(school: School, tmp_path: Path) -> None:
    change = _prepared(school)
    folder = _delivery("CE2", _in("CE2 A")).write(tmp_path / "july")
    import_aaf(folder)
    rows = list(change.pupils.order_by("pk").values())
    classes = list(change.classes.order_by("pk").values())
    import_aaf(folder)
    assert (list(change.pupils.order_by("pk").values()), list(change.classes.order_by("pk").values())) == (
        rows,
        classes,
    )
    assert AuditLine.objects.filter(act="directory.year.told").count() == 1


def test_after_the_switch_the_same_delivery_moves_nobody(school: School, tmp_path: Path) -> None:
    change = _prepared(school)
    folder = _delivery("CE2", _in("CE2 A")).write(tmp_path / "july")
    import_aaf(folder)
    year_switch.year_switch(actor=None, change=change)
    members = _members(school)
    assert {row[1:4] for row in members} == {("CE2 A", 2027, "aaf")}
    with clock.frozen(JULY + timedelta(days=1)):
        import_aaf(folder)
        assert _members(school) == members


def test_nothing_prepared_waits_as_before(school: School, tmp_path: Path) -> None:
    said = import_aaf(_delivery("CE2", _in("CE2 A")).write(tmp_path / "july"))
    assert "sa part attend que l’école change d’année" in messages(said)
    assert not PlannedPupil.objects.exists()


def test_stopped_between_two_schools_it_goes_on(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _prepared(school), _prepared(School.objects.get(uai=OTHER_UAI))
    folder = _delivery("CE2", _in("CE2 A"), other=True).write(tmp_path / "july")
    write = year_plan_told

    def stops(*, school_id: int, **more: Any) -> Any:
        if school_id == second.school_id:
            raise KeyboardInterrupt
        return write(school_id=school_id, **more)

    monkeypatch.setattr(next_year, "year_plan_told", stops)
    with pytest.raises(KeyboardInterrupt):
        import_aaf(folder)
    assert first.pupils.filter(source="aaf").count() == len(KEYS)
    assert not second.pupils.filter(source="aaf").exists()
    monkeypatch.setattr(next_year, "year_plan_told", write)
    import_aaf(folder)
    assert second.pupils.filter(source="aaf", planned_class__label="CE2 A").count() == len(KEYS)
    assert AuditLine.objects.filter(act="directory.year.told").count() == 2


def test_the_director_reads_it_among_the_imports(school: School, tmp_path: Path, sign_in: Any) -> None:
    """Once while the school's part waits, and what it filled once it is prepared."""
    folder = _delivery("CE2", _in("CE2 A"), other=True).write(tmp_path / "july")
    told = OndeDelivery.objects.filter(school=school, made_at=JULY)
    for _ in range(2):
        import_aaf(folder)
        assert told.count() == 1
    change = _prepared(school)
    head = Person.objects.get(pk=_head(change).person_id)
    make.account(head)
    make.entitlement(school)
    client = sign_in(head)
    assert "En attente" in client.get("/ecole/import/").text
    page = client.get(f"/ecole/import/{told.get().public_id}/").text
    assert "L’annuaire de l’académie parle déjà de l’année suivante" in page
    assert "sa part attend que l’école change d’année" in page
    import_aaf(folder)
    assert told.count() == 2
    page = client.get(f"/ecole/import/{told.get(state='applied').public_id}/").text
    assert "L’année prochaine est remplie" in page
    assert "NOM0" in page
    import_aaf(folder)
    assert told.count() == 2
