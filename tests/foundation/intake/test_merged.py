"""Deliveries after two rows were made one, and after they were parted: each key feeds whom it names."""

from datetime import timedelta
from pathlib import Path

import pytest

from eprimo.devtools.generators.onde_writer import GUARDIANS_FILE, PUPILS_FILE
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.actions.merges import person_merge, person_unmerge
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import (
    ContactDetails,
    Guardianship,
    Person,
    PersonMerge,
    School,
)
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.conftest import NOW
from tests.foundation.intake.aaf.writing import Delivery, empty_schools, import_aaf, person
from tests.foundation.intake.importing import counts, dump, empty_school, run_import
from tests.foundation.intake.onde.files import GUARDIAN_HEADER, LEO, ZOE, csv, guardian, pupils_csv

pytestmark = pytest.mark.django_db
NOTHING_NEW = (0, 0, 2, 0)


def _head(school: School) -> Person:
    made = make.person("Denise", "DIRIGE")
    make.affiliation(made, school, Profile.DIRECTOR)
    make.account(made)
    return made


def _merge(head: Person, kept: Person, absorbed: Person) -> PersonMerge:
    return person_merge(actor=for_person(head.pk), kept=kept, absorbed=absorbed)


def _part(head: Person, merge: PersonMerge) -> None:
    person_unmerge(actor=for_person(head.pk), merge=merge)


def _children(adult: Person) -> set[str]:
    return set(
        Guardianship.objects.in_force().filter(adult=adult).values_list("child__first_name", flat=True)
    )


# --- the academic directory ---


def _two_rows(**other: str) -> Delivery:
    """A mother under two keys, a child under each."""
    second = {"last": "MARTIN-ROUX", "ENTPersonMail": "lea@exemple.example"} | other
    return (
        Delivery().school().pupil("7001").pupil("7002", first="Ambre", born="02/01/2016", by=["8002"])
        .guardian().guardian("8002", children=["7002"], **second).teacher()
    )  # fmt: skip


@pytest.fixture
def mother(tmp_path: Path) -> tuple[Person, Person, PersonMerge]:
    """The director, the mother, the merge of her two rows of the academic directory."""
    school, _ = empty_schools()
    import_aaf(_two_rows().write(tmp_path / "first"))
    head, kept = _head(school), person("8001")
    return head, kept, _merge(head, kept, person("8002"))


def test_a_full_delivery_feeds_one_person_by_both_keys(
    mother: tuple[Person, Person, PersonMerge], tmp_path: Path
) -> None:
    _, kept, _ = mother
    assert person("8002") == kept
    with clock.frozen(NOW + timedelta(days=1)):
        said = import_aaf(_two_rows().write(tmp_path / "again"))
    assert counts(said, "guardians")[:2] == (0, 0)
    kept.refresh_from_db()
    # The name of the row that was kept; what it did not know, from the other.
    assert kept.last_name == "MARTIN"
    assert ContactDetails.objects.get(person=kept).email == "lea@exemple.example"
    assert _children(kept) == {"Zoé", "Ambre"}


def test_a_delta_by_the_key_that_came_feeds_the_kept_person(
    mother: tuple[Person, Person, PersonMerge], tmp_path: Path
) -> None:
    _, kept, _ = mother
    with clock.frozen(NOW + timedelta(days=1)):
        delta = Delivery().modify(
            "PersRelEleve", "8002", ENTPersRelEleveTelMobile="0612345678", ENTPersonNom="ROUX"
        )
        import_aaf(delta.write(tmp_path / "delta", form="Delta", stamp="20261125"))
        assert ContactDetails.objects.get(person=kept).phone_mobile == "0612345678"
        kept.refresh_from_db()
        assert kept.last_name == "MARTIN"
        gone = Delivery().delete("PersRelEleve", "8002")
        import_aaf(gone.write(tmp_path / "gone", form="Delta", stamp="20261126"))
        assert _children(kept) == {"Zoé", "Ambre"}


def test_the_key_that_is_left_alone_says_the_name(
    mother: tuple[Person, Person, PersonMerge], tmp_path: Path
) -> None:
    _, kept, _ = mother
    alone = (
        Delivery().school().pupil("7001", by=["8002"]).pupil("7002", first="Ambre", born="02/01/2016", by=["8002"])
        .guardian("8002", last="MARTIN-ROUX", children=["7001", "7002"]).teacher()
    )  # fmt: skip
    with clock.frozen(NOW + timedelta(days=1)):
        import_aaf(alone.write(tmp_path / "alone"), "--yes")
    kept.refresh_from_db()
    assert kept.last_name == "MARTIN-ROUX"
    assert _children(kept) == {"Zoé", "Ambre"}


def test_after_a_parting_each_key_feeds_its_own(
    mother: tuple[Person, Person, PersonMerge], tmp_path: Path
) -> None:
    head, kept, merge = mother
    _part(head, merge)
    other = person("8002")
    assert other != kept
    with clock.frozen(NOW + timedelta(days=1)):
        said = import_aaf(_two_rows(ENTPersonMail="autre@exemple.example").write(tmp_path / "again"))
    assert counts(said, "guardians") == (0, 1, 1, 0)
    assert (_children(kept), _children(other)) == ({"Zoé"}, {"Ambre"})
    assert ContactDetails.objects.get(person=other).email == "autre@exemple.example"
    assert not ContactDetails.objects.filter(person=kept).exclude(email="").exists()


# --- ONDE ---


def _folder(path: Path, *guardians: str) -> Path:
    path.mkdir()
    (path / PUPILS_FILE).write_bytes(pupils_csv(ZOE, LEO, MAX))
    (path / GUARDIANS_FILE).write_bytes(csv(GUARDIAN_HEADER, *guardians))
    return path


def _import(path: Path, *guardians: str) -> tuple[int, int, int, int]:
    code, said = run_import(_folder(path, *guardians))
    assert code == 0, said["problems"]
    return counts(said, "guardians")


MAX = "PETIT;;Max;2017-01-08;H;CYCLE II;CE1;CE1 A;Oui"
OF_ZOE = guardian("DURAND;Marie", "DURAND;Zoé;CE1 A", civility="Mme", email="m@exemple.fr")
SPELLED_OTHERWISE = guardian(
    "DURANT;Marie", "DURAND;Léo;CM1", civility="Mme", address="9 rue Basse", mobile="0611111111"
)
NAMESAKE = guardian(
    "DURAND;Marie", "DURAND;Léo;CM1", civility="Mme", address="9 rue Basse", mobile="0611111111"
)


@pytest.mark.parametrize("other", [SPELLED_OTHERWISE, NAMESAKE], ids=["spelled otherwise", "namesake"])
def test_two_records_of_a_file_are_one_person_until_they_are_parted(tmp_path: Path, other: str) -> None:
    head = _head(empty_school())
    assert _import(tmp_path / "first", OF_ZOE, other) == (2, 0, 0, 0)
    (one,) = Person.objects.filter(guardianships__child__first_name="Zoé")
    (two,) = Person.objects.filter(guardianships__child__first_name="Léo")
    before = dump("--stable")
    merge = _merge(head, one, two)
    merged = dump("--stable")
    for again in ("second", "third"):
        created, updated, _, left = _import(tmp_path / again, OF_ZOE, other)
        assert (created, updated, left) == (0, 0, 0)
        assert dump("--stable") == merged
    assert _children(one) == {"Zoé", "Léo"}
    _part(head, merge)
    assert _import(tmp_path / "parted", OF_ZOE, other) == NOTHING_NEW
    assert dump("--stable") == before


def test_a_third_namesake_is_somebody_else(tmp_path: Path) -> None:
    head = _head(empty_school())
    _import(tmp_path / "first", OF_ZOE, NAMESAKE)
    (one,) = Person.objects.filter(guardianships__child__first_name="Zoé")
    (two,) = Person.objects.filter(guardianships__child__first_name="Léo")
    _merge(head, one, two)
    third = guardian(
        "DURAND;Marie", "PETIT;Max;CE1 A", civility="Mme", address="3 quai Vert", mobile="0622222222"
    )
    assert _import(tmp_path / "second", OF_ZOE, NAMESAKE, third)[0] == 1


def test_a_child_whom_the_file_has_twice_is_one(tmp_path: Path) -> None:
    """Born the same day, spelled in two ways; the classes of both records are the child's."""
    head = _head(empty_school())

    def deliver(name: str) -> tuple[int, int, int, int]:
        path = tmp_path / name
        path.mkdir()
        (path / PUPILS_FILE).write_bytes(pupils_csv(ZOE, "DURANT;;Zoé;2018-05-04;F;CYCLE II;CE1;CE1 B;Oui"))
        code, said = run_import(path)
        assert code == 0, said["problems"]
        return counts(said, "pupils")

    assert deliver("first") == (2, 0, 0, 0)
    one, two = Person.objects.filter(first_name="Zoé").order_by("last_name")
    merge = _merge(head, one, two)
    assert deliver("second") == NOTHING_NEW
    classes = one.class_memberships.filter(ends=None).values_list("class_group__label", flat=True)
    assert set(classes) == {"CE1 A", "CE1 B"}
    _part(head, merge)
    assert deliver("third") == NOTHING_NEW
    assert two.class_memberships.get(ends=None).class_group.label == "CE1 B"
