"""A delivery that tells next year's classes does not turn this year's into them: the school changes year first."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eprimo.foundation.directory.actions import year_switch
from eprimo.foundation.directory.actions.years import plan_fill, year_after
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, School, YearChange
from eprimo.foundation.kernel import clock
from tests.foundation.intake.aaf.writing import (
    OTHER,
    OTHER_UAI,
    Delivery,
    empty_schools,
    import_aaf,
    messages,
)

pytestmark = pytest.mark.django_db
JULY = datetime(2027, 7, 7, 9, 0, tzinfo=UTC)
KEYS = [str(7000 + number) for number in range(8)]


def _delivery(level: str, group: str, label: str) -> Delivery:
    made = Delivery().school().school(OTHER, OTHER_UAI)
    for number, key in enumerate(KEYS):
        made.pupil(
            key, f"NOM{number}", born="04/05/2019", group=group, label=label, by=("8001",),
            ENTEleveNiveau=f"0000${level}", ENTEleveINE=f"{number:010d}A",
        )  # fmt: skip
    made.pupil(
        "7900", "AILLEURS", school=OTHER, group="9900", label="CM1", by=("8001",), ENTEleveNiveau="0000$CM1"
    )
    return made.guardian(children=[*KEYS, "7900"]).teacher()


def _inside(school: School) -> set[tuple[str, int]]:
    rows = ClassMembership.objects.in_force(clock.now()).filter(school=school, class_group__closed_at=None)
    return set(rows.values_list("class_group__label", "class_group__year_id"))


def test_its_part_waits_for_the_switch_and_goes_on_after_it(tmp_path: Path) -> None:
    school, other = empty_schools()
    import_aaf(_delivery("CE1", "5501", "CE1 A").write(tmp_path / "september"))
    following = _delivery("CE2", "6601", "CE2 A")
    with clock.frozen(JULY):
        said = import_aaf(following.write(tmp_path / "july"))
        assert "parle de l’année suivante" in messages(said)
        assert "établissement inconnu" not in messages(said)
        assert _inside(school) == {("CE1 A", 2026)}
        school.refresh_from_db()
        change = YearChange.objects.create(
            school=school, from_year=school.running_year, to_year=year_after(school.running_year)
        )
        ClassGroup.objects.create(school=school, year_id=2026, label="CE2 A", levels=["CE2"])
        plan_fill(change)
        year_switch.year_switch(actor=None, change=change)
        assert _inside(school) == {("CE2 A", 2027)}
        made = ClassGroup.objects.get(school=school, year=2027, label="CE2 A")
    with clock.frozen(JULY + timedelta(days=1)):
        import_aaf(following.write(tmp_path / "after"))
        # The class that was planned is the one that the academy tells.
        assert _inside(school) == {("CE2 A", 2027)}
        assert ClassMembership.objects.filter(class_group=made, ends=None).count() == len(KEYS)
        assert _inside(other) == {("CM1", 2026)}


def test_changes_that_say_next_years_level_alone_wait_too(tmp_path: Path) -> None:
    school, _ = empty_schools()
    import_aaf(_delivery("CE1", "5501", "CE1 A").write(tmp_path / "september"))
    changes = Delivery()
    for key in KEYS:
        changes.modify("Eleve", key, ENTEleveNiveau="0000$CE2")
    with clock.frozen(JULY):
        said = import_aaf(changes.write(tmp_path / "july", form="Delta", stamp="20270707"))
    assert "parle de l’année suivante" in messages(said)
    assert ClassGroup.objects.get(school=school).levels == ["CE1"]


def test_at_the_end_of_august_every_school_that_did_not_switch_waits(tmp_path: Path) -> None:
    school, other = empty_schools()
    import_aaf(_delivery("CE1", "5501", "CE1 A").write(tmp_path / "september"))
    with clock.frozen(datetime(2027, 8, 21, 9, 0, tzinfo=UTC)):
        said = import_aaf(_delivery("CE1", "6601", "CE1 B").write(tmp_path / "august"))
        assert messages(said).count("parle de l’année suivante") == 2
        assert (_inside(school), _inside(other)) == ({("CE1 A", 2026)}, {("CM1", 2026)})
