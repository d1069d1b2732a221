"""Files of another school: refused whoever says yes, opened once by the academy; never against who sends them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eprimo.devtools.generators.onde_writer import (
    GUARDIANS_FILE,
    PUPILS_FILE,
    TEACHERS_FILE,
    write_onde_folder,
)
from eprimo.devtools.generators.shapes import InventedSchool
from eprimo.foundation.directory.enums import Profile, SchoolKind, Source
from eprimo.foundation.directory.models import Affiliation, Attachment, Guardianship, Person, School
from eprimo.foundation.intake.import_override import import_open
from eprimo.foundation.intake.merge.run import Asked, import_delivery, plan_delivery
from eprimo.foundation.intake.models import ImportOpening
from eprimo.foundation.intake.onde import read_delivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.foundation.intake.importing import UAI, counts, dump, empty_school, import_school, run_import
from tests.foundation.intake.inventing import invented

pytestmark = pytest.mark.django_db


def only(folder: Path, school: InventedSchool, *names: str) -> Path:
    """The files of those names alone."""
    write_onde_folder(folder, school)
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()
    return folder


def few(truth: InventedSchool, kept: int) -> InventedSchool:
    """The first pupils, with all their guardians."""
    pupils = truth.pupils[:kept]
    keys = {one.key for one in pupils}
    guardians = tuple(
        replace(one, children=tuple(key for key in one.children if key in keys))
        for one in truth.guardians
        if keys & set(one.children)
    )
    return replace(truth, pupils=pupils, guardians=guardians)


@pytest.mark.parametrize(
    "files", [(PUPILS_FILE, GUARDIANS_FILE, TEACHERS_FILE), (PUPILS_FILE,), (GUARDIANS_FILE,)]
)
def test_files_that_name_almost_none_of_the_pupils_are_refused_whoever_says_yes(
    tmp_path: Path, files: tuple[str, ...]
) -> None:
    empty_school()
    import_school(tmp_path / "a", invented())
    before = dump()
    code, said = run_import(only(tmp_path / "b", invented(2), *files), "--yes")
    assert code == 1
    assert "des 52\u00a0élèves de l’école" in said["problems"][0]["message"]
    assert "demandez à l’académie" in said["problems"][0]["message"]
    assert dump() == before


@pytest.mark.parametrize(("kept", "passes"), [(10, False), (11, True)])
def test_one_pupil_in_five_is_enough(tmp_path: Path, kept: int, passes: bool) -> None:
    """52 pupils: ten are less than a fifth of them. So is a file that was made with a filter."""
    empty_school()
    truth = invented()
    import_school(tmp_path / "a", truth)
    code, _ = run_import(only(tmp_path / "b", few(truth, kept), PUPILS_FILE), "--yes")
    assert (code == 0) is passes


def test_a_school_without_any_pupil_takes_any_file(tmp_path: Path) -> None:
    school = empty_school()
    head = make.person("Anne", "DIRIGE")
    make.affiliation(head, school, Profile.DIRECTOR)
    code, said = run_import(write_onde_folder(tmp_path, invented()), "--yes")
    assert (code, counts(said, "pupils")[0]) == (0, 52)


@pytest.mark.parametrize(
    ("kind", "levels", "passes"),
    [
        (SchoolKind.NURSERY, ("CP", "CM2"), False),
        (SchoolKind.ELEMENTARY, ("PS", "MS"), False),
        (SchoolKind.ELEMENTARY, ("CE2", "CP", "CE1", "CM1", "CM2"), True),
        (SchoolKind.NURSERY, ("PS", "GS"), True),
        (SchoolKind.PRIMARY, ("PS", "CM2"), True),
        # One class of another kind beside two of its own: schools have them.
        (SchoolKind.NURSERY, ("PS", "MS", "CP"), True),
    ],
)
def test_levels_that_the_kind_of_school_does_not_have(
    tmp_path: Path, kind: SchoolKind, levels: tuple[str, ...], passes: bool
) -> None:
    school = empty_school()
    truth = invented()
    import_school(tmp_path / "a", truth)
    School.objects.filter(pk=school.pk).update(kind=kind)
    # A level of their own, or the first: never that of next year.
    pupils = tuple(one if one.level in levels else replace(one, level=levels[0]) for one in truth.pupils)
    code, said = run_import(only(tmp_path / "b", replace(truth, pupils=pupils), PUPILS_FILE), "--yes")
    assert (code == 0) is passes, said["problems"][:2]
    if not passes:
        assert f"ceux d’une {kind.label.lower()}" in said["problems"][0]["message"]


def test_levels_of_another_kind_are_only_asked_of_an_empty_school(tmp_path: Path) -> None:
    school = empty_school()
    School.objects.filter(pk=school.pk).update(kind=SchoolKind.NURSERY)
    truth = invented()
    pupils = tuple(replace(one, level="CM2") for one in truth.pupils)
    folder = only(tmp_path, replace(truth, pupils=pupils), PUPILS_FILE)
    assert run_import(folder)[0] == 1
    assert run_import(folder, "--yes")[0] == 0


# The academy


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A school that has pupils, and the files of another one."""
    empty_school()
    import_school(tmp_path / "a", invented())
    return write_onde_folder(tmp_path / "b", invented(2))


def academy_of(school: School) -> Any:
    from eprimo.foundation.access.actors import for_person

    person = make.person("Paule", "RECTORAT")
    make.mandate(person, "academy", academy=school.academy)
    return for_person(person.pk)


def test_the_academy_opens_it_once_with_a_reason(wrong: Path) -> None:
    school = School.objects.get(uai=UAI)
    made = import_open(actor=academy_of(school), school=school, reason="Deux écoles ont fusionné.")
    assert run_import(wrong)[0] == 1
    code, said = run_import(wrong, "--yes")
    assert (code, counts(said, "pupils")[0]) == (0, 52)
    made.refresh_from_db()
    assert made.used_at == clock.now()
    assert AuditLine.objects.filter(act="intake.opening.made", school_id=school.pk).count() == 1
    # Once: the files of before are refused as any other's.
    code, _ = run_import(wrong.parent / "a", "--yes")
    assert code == 1


def test_an_opening_is_kept_for_the_import_that_needs_it_and_ends_after_a_week(wrong: Path) -> None:
    school = School.objects.get(uai=UAI)
    made = import_open(actor=academy_of(school), school=school, reason="Deux écoles ont fusionné.")
    assert run_import(wrong.parent / "a")[0] == 0
    made.refresh_from_db()
    assert made.used_at is None
    with clock.frozen(made.until):
        assert run_import(wrong, "--yes")[0] == 1


def test_the_academy_opens_one_at_a_time_in_its_territory_and_nobody_else_does(
    wrong: Path, cast: Any
) -> None:
    from eprimo.foundation.access.actors import for_person

    school = School.objects.get(uai=UAI)
    actor = academy_of(school)
    import_open(actor=actor, school=school, reason="Fusion.")
    with pytest.raises(Conflict):
        import_open(actor=actor, school=school, reason="Fusion.")
    for name in ("director", "inspector", "platform", "teacher"):
        with pytest.raises(Forbidden):
            import_open(actor=for_person(cast.people[name].pk), school=cast.tilleuls, reason="Fusion.")


def test_a_command_on_the_server_gives_its_reason(wrong: Path) -> None:
    before = dump()
    assert run_import(wrong, "--yes", "--dry-run", "--other-school", "Fusion")[0] == 0
    assert (dump(), ImportOpening.objects.count()) == (before, 0)
    assert run_import(wrong, "--other-school", "Fusion")[0] == 1
    assert not ImportOpening.objects.exists()
    assert run_import(wrong, "--yes", "--other-school", "Fusion")[0] == 0
    kept = ImportOpening.objects.get()
    assert (kept.reason, kept.made_by, kept.used_at) == ("Fusion", None, clock.now())


# Who sends the files


def apply_as(importer: Person, folder: Path) -> Any:
    delivery = read_delivery(folder)
    return import_delivery(
        Asked(
            School.objects.get(uai=UAI),
            delivery,
            yes=True,
            importers=frozenset([importer.pk]),
            opened="Essai",
        )
    ).plan


def director() -> Person:
    return Person.objects.get(affiliations__profile=Profile.DIRECTOR, affiliations__ends=None)


def test_nobody_ends_the_own_link_with_the_school(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path / "a", truth)
    head = director()
    classes = Attachment.objects.filter(person=head, ends=None).count()
    others = tuple(one for one in truth.teachers if not one.is_director)
    plan = apply_as(head, write_onde_folder(tmp_path / "b", replace(truth, teachers=others)))
    link = Affiliation.objects.get(person=head)
    assert (link.profile, link.source, link.ends) == (Profile.DIRECTOR, Source.ONDE, None)
    assert Attachment.objects.filter(person=head, ends=None).count() == classes
    assert [one.code for one in plan.problems if head.last_name in one.message] == ["own_link"]
    assert not [one for one in plan.leaving if one.person == head.pk]
    # Sent by somebody else, the file is obeyed.
    other = make.person("Denis", "INTERIM")
    apply_as(other, tmp_path / "b")
    assert Affiliation.objects.get(person=head).ends == clock.now()


def test_nobody_ends_the_own_direction_by_a_file_that_says_no(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path / "a", truth)
    head = director()
    nobody = tuple(replace(one, is_director=False) for one in truth.teachers)
    folder = write_onde_folder(tmp_path / "b", replace(truth, teachers=nobody))
    plan = apply_as(head, folder)
    assert [link.profile for link in Affiliation.objects.filter(person=head, ends=None)] == [Profile.DIRECTOR]
    assert "own_link" in [one.code for one in plan.problems]


def test_the_wrong_school_opened_by_the_academy_does_not_cut_off_who_applies_it(wrong: Path) -> None:
    head = director()
    apply_as(head, wrong)
    assert Affiliation.objects.filter(person=head, profile=Profile.DIRECTOR, ends=None).exists()


def test_nobody_ends_another_adults_link_with_an_own_child(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path / "a", truth)
    child, pair = next(
        (pupil, parents)
        for pupil in truth.pupils
        if len(parents := [one for one in truth.guardians if pupil.key in one.children]) == 2
    )
    own, other = (
        Guardianship.objects.get(child__birth_date=child.birth_date, child__last_name=child.last_name,
                                 adult__first_name=one.first_name, adult__last_name=one.last_name)
        for one in pair
    )  # fmt: skip
    without = tuple(
        replace(one, children=tuple(key for key in one.children if key != child.key))
        for one in truth.guardians
        if one.key != pair[1].key or len(one.children) > 1
    )
    folder = only(tmp_path / "b", replace(truth, guardians=without), PUPILS_FILE, GUARDIANS_FILE)
    plan = apply_as(own.adult, folder)
    for link in (own, other):
        link.refresh_from_db()
        assert link.ends is None
    assert "own_link" in [one.code for one in plan.problems]
    apply_as(make.person("Denis", "INTERIM"), folder)
    other.refresh_from_db()
    assert other.ends == clock.now()


def test_what_was_counted_is_kept_for_the_academy(wrong: Path) -> None:
    plan = plan_delivery(School.objects.get(uai=UAI), read_delivery(wrong))
    assert (plan.suspect, plan.facts) == ("few_known", {"pupils": 52, "told": 52, "known": 0})
