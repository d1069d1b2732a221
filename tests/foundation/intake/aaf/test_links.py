"""`import_aaf`: classes and links over time, what hands did, and who is who."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from eprimo.devtools.generators.onde_writer import write_onde_folder
from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.directory.enums import AttachmentKind, EndReason, RestrictionLevel
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    ExternalKey,
    GuardianRestriction,
    Guardianship,
    NationalNumber,
    Person,
)
from eprimo.foundation.intake.aaf.run import Progress, aaf_import
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.conftest import NOW
from tests.foundation.intake.aaf.writing import (
    OTHER,
    OTHER_UAI,
    UAI,
    Delivery,
    delta,
    empty_schools,
    family,
    import_aaf,
    live,
    messages,
    person,
)
from tests.foundation.intake.importing import counts, import_school, run_import

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


def test_a_renamed_class_stays_the_same_and_two_may_swap_names(tmp_path: Path) -> None:
    empty_schools()

    def two(first: str, second: str) -> Delivery:
        return (
            Delivery().school().pupil("7001", label=first).pupil("7002", first="Max", group="5502", label=second)
            .guardian(children=["7001", "7002"]).teacher()
        )  # fmt: skip

    import_aaf(two("CP", "CE1").write(tmp_path / "one"))
    ids = dict(ClassMembership.objects.values_list("person__first_name", "class_group"))
    said = import_aaf(two("CE1", "CP").write(tmp_path / "two"))
    assert counts(said, "classes") == (0, 2, 0, 0)
    assert dict(ClassMembership.objects.values_list("person__first_name", "class_group")) == ids
    assert ClassGroup.objects.get(pk=ids["Zoé"]).label == "CE1"


def test_two_classes_of_one_name_stay_two(tmp_path: Path) -> None:
    empty_schools()
    both = family().pupil("7003", first="Max", group="5502")
    import_aaf(both.write(tmp_path))
    assert set(ClassGroup.objects.values_list("label", flat=True)) == {"CE1-CE2 A", "CE1-CE2 A (5502)"}
    assert counts(import_aaf(tmp_path), "classes") == (0, 0, 2, 0)


def test_a_change_adds_a_level_and_the_next_full_takes_away_what_nobody_has(
    imported: None, tmp_path: Path
) -> None:
    group = ClassGroup.objects.get()
    assert group.levels == ["CE1"]
    added = Delivery().pupil("7003", first="Max", ENTEleveNiveau="0000$CM1")
    said = delta(tmp_path / "two", added.modify("Eleve", "7001", ENTEleveNiveau="0000$CP"))
    group.refresh_from_db()
    assert (group.levels, counts(said, "classes")) == (["CP", "CE1", "CM1"], (0, 1, 0, 0))
    import_aaf(
        family().pupil("7003", first="Max", ENTEleveNiveau="0000$CE1").write(tmp_path / "three"), "--yes"
    )
    group.refresh_from_db()
    assert group.levels == ["CE1"]
    ClassGroup.objects.update(source="manual")
    delta(tmp_path / "four", Delivery().pupil("7004", first="Ana", ENTEleveNiveau="0000$CM2"), "--yes")
    group.refresh_from_db()
    assert group.levels == ["CE1"]


def test_a_delivery_says_the_level_of_who_stays_and_a_hand_is_left(tmp_path: Path) -> None:
    """ONDE has the same rule: `tests/foundation/intake/test_levels.py`."""
    empty_schools()

    def two() -> Delivery:
        return (
            Delivery().school().pupil("7001").pupil("7002", first="Max", ENTEleveNiveau="0000$CE2")
            .guardian(children=["7001", "7002"]).teacher()
        )  # fmt: skip

    def levels() -> list[tuple[str, str]]:
        rows = ClassMembership.objects.order_by("person__first_name")
        return list(rows.values_list("person__first_name", "level"))

    import_aaf(two().write(tmp_path / "one"))
    told = [("Max", "CE2"), ("Zoé", "CE1")]
    assert levels() == told
    ClassMembership.objects.update(level="")
    assert counts(import_aaf(two().write(tmp_path / "two")), "pupils")[1] == 2
    assert levels() == told, "an empty level is filled, whoever stays"
    ClassMembership.objects.filter(person__first_name="Zoé").update(level="CE2", level_by_hand=True)
    ClassMembership.objects.filter(person__first_name="Max").update(level="CE1")
    import_aaf(two().write(tmp_path / "three"))
    assert levels() == [("Max", "CE2"), ("Zoé", "CE2")]
    delta(tmp_path / "four", Delivery().modify("Eleve", "7001", ENTEleveNiveau="0000$CE1"))
    assert levels() == [("Max", "CE2"), ("Zoé", "CE2")]
    ClassMembership.objects.update(level_by_hand=False)
    delta(tmp_path / "five", Delivery().modify("Eleve", "7001", ENTEleveNiveau="0000$CE1"))
    assert levels() == told, "a change alone says it of a class of several"
    # A class that a hand made of one level: nobody in it is of another one.
    ClassGroup.objects.update(source="manual", levels=["CE1"])
    import_aaf(two().write(tmp_path / "six"), "--yes")
    assert levels() == [("Max", ""), ("Zoé", "CE1")]


def test_a_change_of_class_is_a_move(imported: None, tmp_path: Path) -> None:
    with clock.frozen(TOMORROW):
        import_aaf(
            Delivery().school().pupil("7001", group="5502", label="CM1").pupil("7002", first="Ambre", born="02/01/2016")
            .guardian(children=["7001", "7002"]).teacher(heads=True).write(tmp_path / "two")
        )  # fmt: skip
    links = person("7001").class_memberships.order_by("starts")
    assert list(links.values_list("class_group__label", "end_reason")) == [
        ("CE1-CE2 A", "moved"),
        ("CM1", ""),
    ]


def test_a_guardian_no_longer_named_loses_the_child_and_finds_the_same_link_again(
    imported: None, tmp_path: Path
) -> None:
    link = Guardianship.objects.get(child=person("7001"))
    apart = (
        Delivery().school().pupil("7001", by=[]).pupil("7002", first="Ambre", born="02/01/2016")
        .guardian(children=["7002"]).teacher(heads=True)
    )  # fmt: skip
    with clock.frozen(TOMORROW):
        import_aaf(apart.write(tmp_path / "two"))
        link.refresh_from_db()
        assert (link.ends, link.end_reason) == (TOMORROW, EndReason.ABSENT_FROM_SOURCE)
        import_aaf(family().write(tmp_path / "three"))
        link.refresh_from_db()
        assert (link.ends, link.end_reason) == (None, "")


def test_what_the_director_did_by_hand_survives(tmp_path: Path) -> None:
    school, _ = empty_schools()
    import_aaf(family().write(tmp_path))
    teacher, child, mother = person("6001"), person("7001"), person("8001")
    group = ClassGroup.objects.get()
    Attachment.objects.create(person=teacher, school=school, class_group=group, kind=AttachmentKind.TEACHES)
    helper = make.person("Zoé", "Aide")
    Affiliation.objects.create(person=helper, school=school, profile="staff", starts=NOW)
    Affiliation.objects.filter(person=child).update(ends=NOW, end_reason=EndReason.ENDED_BY_HAND)
    Guardianship.objects.filter(child=person("7002")).update(ends=NOW, end_reason=EndReason.ENDED_BY_HAND)
    with clock.frozen(TOMORROW):
        said = import_aaf(tmp_path)
        assert live(Attachment, person=teacher) == live(Affiliation, person=helper) == 1
        assert live(Affiliation, person=child) == 0
        assert live(Guardianship, child=person("7002")) == 0
    assert "à la main" in messages(said)
    assert "MARTIN Léa n’est plus responsable" in messages(said)
    assert mother.guardianships.count() == 2


def test_a_new_adult_for_a_child_under_a_restriction_waits_for_a_human(tmp_path: Path) -> None:
    school, _ = empty_schools()
    import_aaf(family().write(tmp_path / "one"))
    kept_away = Guardianship.objects.get(child=person("7001"))
    GuardianRestriction.objects.create(
        guardianship=kept_away,
        school=school,
        level=RestrictionLevel.NO_INFORMATION,
        starts=NOW,
        reason="jugement",
    )
    again = (
        Delivery().school().pupil("7001", by=["8001", "8099"]).pupil("7002", first="Ambre", born="02/01/2016")
        .guardian(children=["7001", "7002"]).guardian("8099", "MARTIN", "Lea", ["7001"]).teacher(heads=True)
    )  # fmt: skip
    said = import_aaf(again.write(tmp_path / "two"))
    assert "8099" in messages(said)
    assert Guardianship.objects.filter(child=person("7001")).count() == 1


def test_namesakes_are_never_joined_by_name_alone(tmp_path: Path) -> None:
    empty_schools()
    stranger = make.person("Léa", "MARTIN")
    child = make.person("Tom", "AUTRE")
    make.guardianship(stranger, child)
    said = import_aaf(
        family().school(OTHER, OTHER_UAI).pupil("7003", "MARTIN", "Zoé", school=OTHER, by=["8003"])
        .guardian("8003", "MARTIN", "Léa", ["7003"]).write(tmp_path)
    )  # fmt: skip
    assert counts(said, "guardians") == (2, 0, 0, 0)
    assert Person.objects.filter(last_name="MARTIN", first_name="Léa").count() == 3
    assert Person.objects.filter(last_name="MARTIN", first_name="Zoé").count() == 2


def test_one_guardian_of_children_in_two_schools_is_one_person(tmp_path: Path) -> None:
    empty_schools()
    said = import_aaf(
        family().school(OTHER, OTHER_UAI).pupil("7003", first="Max", school=OTHER).write(tmp_path)
    )  # fmt: skip
    assert counts(said, "guardians") == (1, 0, 0, 0)
    assert person("8001").guardianships.count() == 3
    assert said["schools"][OTHER_UAI]["guardians"]["created"] == 1


def test_the_key_is_of_one_academy(tmp_path: Path) -> None:
    empty_schools()
    other = make.person("Personne", "AUTRE")
    ExternalKey.objects.create(person=other, source="aaf", academy="14", key="7001")
    import_aaf(family().write(tmp_path))
    assert person("7001") != other


def test_onde_and_the_academy_feed_the_same_people(tmp_path: Path) -> None:
    make.school(UAI, "École des Essais")
    truth = invent_school(5, 26, first_year=2026)
    import_school(tmp_path / "onde", truth)
    people = Person.objects.count()
    said = Delivery().school()
    keys = {pupil.key: str(7000 + n) for n, pupil in enumerate(truth.pupils)}
    by_pupil: dict[str, list[str]] = {}
    for n, guardian in enumerate(truth.guardians):
        said.guardian(
            str(8000 + n), guardian.last_name, guardian.first_name, [keys[one] for one in guardian.children],
            ENTPersonCivilite=guardian.civility or "",
        )  # fmt: skip
        for one in guardian.children:
            by_pupil.setdefault(one, []).append(str(8000 + n))
    for n, pupil in enumerate(truth.pupils):
        said.pupil(
            keys[pupil.key], pupil.last_name, pupil.first_name, born=f"{pupil.birth_date:%d/%m/%Y}",
            group=pupil.class_label, label=pupil.class_label, by=by_pupil.get(pupil.key, []), ENTEleveINE=f"{n:09d}AA",
        )  # fmt: skip
    for n, teacher in enumerate(truth.teachers):
        said.teacher(str(6000 + n), teacher.last_name, teacher.first_name, heads=bool(teacher.is_director))
    told = import_aaf(said.write(tmp_path / "aaf"))
    for kind in ("pupils", "guardians", "teachers", "classes", "guardianships"):
        assert (counts(told, kind)[0], counts(told, kind)[3]) == (0, 0), kind
    assert Person.objects.count() == people
    assert NationalNumber.objects.count() == len(truth.pupils)
    assert not Affiliation.objects.filter(ends=None, profile="pupil").exclude(source="aaf").exists()
    # And ONDE again: the same people still, nobody leaves.
    code, again = run_import(write_onde_folder(tmp_path / "again", truth))
    assert code == 0
    for kind in ("pupils", "guardians", "teachers"):
        assert (counts(again, kind)[0], counts(again, kind)[3]) == (0, 0), kind
    assert Person.objects.count() == people


def test_a_national_number_alone_takes_nobodys_child(tmp_path: Path) -> None:
    empty_schools()
    child = make.person("Tom", "AUTRE", birth_date=date(2016, 1, 1))
    NationalNumber.objects.create(person=child, ine="0123456789A")
    said = import_aaf(family().pupil("7003", "VOLEUR", "Max", ENTEleveINE="0123456789A").write(tmp_path))
    assert person("7003") != child
    assert "INE" in messages(said)
    assert NationalNumber.objects.get(ine="0123456789A").person == child


def test_r22_what_a_hand_does_during_an_import_is_seen(imported: None, tmp_path: Path) -> None:
    child = person("7001")
    steps: list[str] = []

    def step(word: str) -> None:
        steps.append(word)
        if word.startswith("Écriture"):
            # The plan is made; the director takes the child out of the school before it is written.
            Affiliation.objects.filter(person=child).update(ends=NOW, end_reason=EndReason.ENDED_BY_HAND)

    later = family().pupil("7003", first="Max").write(tmp_path / "two")
    outcome = aaf_import(folder=later, academy="17", dry_run=False, yes=True, progress=Progress(step=step))
    assert outcome.applied
    assert steps.count("Qui est qui") == 2
    assert live(Affiliation, person=child) == 0
    assert live(Affiliation, person=person("7003")) == 1
    assert AuditLine.objects.filter(act="intake.aaf.applied").count() == 2


def test_many_departures_by_the_academys_delivery_are_raised(tmp_path: Path) -> None:
    empty_schools()
    whole = Delivery().school().teacher(heads=True)
    for number in range(24):
        whole.pupil(f"7{number:03}", first=f"Enfant{number}")
    whole.guardian(children=[f"7{number:03}" for number in range(24)])
    import_aaf(whole.write(tmp_path / "one"))
    assert not OndeDelivery.objects.exclude(alarm="").exists()
    some = Delivery().school().teacher(heads=True)
    for number in range(12):
        some.pupil(f"7{number:03}", first=f"Enfant{number}")
    some.guardian(children=[f"7{number:03}" for number in range(12)])
    with clock.frozen(TOMORROW):
        import_aaf(some.write(tmp_path / "two"), "--yes")
    row = OndeDelivery.objects.get(alarm="raised")
    assert (row.facts, row.source, row.changed > 0) == ({"left": 12}, "aaf", True)
