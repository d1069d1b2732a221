"""`import_onde`: counts, stable identity, refusals, links made by hand."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.devtools.generators.evolution import ChangeKind, evolve
from eprimo.devtools.generators.onde_writer import (
    CLASSIC_A,
    GUARDIANS_FILE,
    PUPILS_FILE,
    TEACHERS_FILE,
    write_onde_folder,
)
from eprimo.foundation.accounts.models import Account, AccountSecret
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Consent,
    ExternalKey,
    Guardianship,
    NationalNumber,
    Person,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.foundation.intake.importing import (
    UAI,
    counts,
    dump,
    empty_school,
    import_school,
    run_import,
)
from tests.foundation.intake.inventing import NEW, invented

pytestmark = pytest.mark.django_db


def test_a_first_import_makes_everybody_and_their_accounts(tmp_path: Path) -> None:
    school, truth = empty_school(), invented()
    said = import_school(tmp_path, truth)
    assert counts(said, "pupils") == (len(truth.pupils), 0, 0, 0)
    assert counts(said, "guardians") == (len(truth.guardians), 0, 0, 0)
    assert counts(said, "teachers") == (len(truth.teachers), 0, 0, 0)
    assert counts(said, "classes") == (len(truth.classes), 0, 0, 0)
    assert said["guardianships"]["created"] == sum(len(one.children) for one in truth.guardians)
    assert (
        Account.objects.count()
        == Person.objects.count()
        == Account.objects.values("login").distinct().count()
    )
    assert not AccountSecret.objects.exclude(password="").exists()
    (line,) = AuditLine.objects.filter(act="intake.onde.applied", school_id=school.pk)
    assert line.details["pupils_created"] == len(truth.pupils)
    heads = Affiliation.objects.filter(profile="director")
    assert [one.source for one in heads] == ["onde"]


def test_links_say_what_the_files_say(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth)
    by_name = {(line["last_name"], line["first_name"]): line for line in dump("--school", UAI)}
    for teacher in truth.teachers:
        profile = "director" if teacher.is_director else "teacher"
        line = by_name[teacher.last_name, teacher.first_name]
        if teacher.guardian:
            continue
        assert [(link["profile"], link["classes"]) for link in line["affiliations"]] == [
            (profile, sorted(teacher.classes))
        ]
    images = Consent.objects.filter(use="image").values_list("decision", flat=True)
    assert sorted(images) == sorted("yes" if pupil.image_consent else "no" for pupil in truth.pupils)
    assert {(row.label, tuple(row.levels)) for row in ClassGroup.objects.all()} == {
        (group.label, group.levels) for group in truth.classes
    }


def test_the_same_files_again_write_nothing(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth)
    before = dump()
    with CaptureQueriesContext(connection) as captured:
        said = import_school(tmp_path, truth, variant=CLASSIC_A)
    for kind in ("pupils", "guardians", "teachers", "classes", "guardianships"):
        assert counts(said, kind)[:2] == (0, 0)
        assert said[kind]["left"] == 0
    writes = [
        q["sql"] for q in captured if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert [sql.split('"')[1] for sql in writes] == ["kernel_auditline", "intake_ondedelivery"]
    assert dump() == before


def test_statements_do_not_grow_with_the_school(tmp_path: Path) -> None:
    numbers = []
    for uai, size in (("0449002B", 26), ("0449003C", 130)):
        empty_school(uai)
        truth = invented(3, size)
        with CaptureQueriesContext(connection) as first:
            import_school(tmp_path / f"{size}", truth, uai=uai)
        with CaptureQueriesContext(connection) as second:
            import_school(tmp_path / f"{size}b", evolve(truth, 1).school, uai=uai)
        numbers.append((len(first), len(second)))
    (small, small_again), (large, large_again) = numbers
    # A namesake more asks for one statement more; nothing is asked per person.
    assert abs(large - small) <= 2
    assert abs(large_again - small_again) <= 6
    assert large <= 70


def test_who_moves_or_gets_a_namesake_stays_the_same_person(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth)
    before = {(one.last_name, one.first_name): one.pk for one in Person.objects.all()}
    later = evolve(truth, 4, class_changes=2, address_changes=2, namesakes=2)
    import_school(tmp_path, later.school)
    for change in later.changes:
        if change.kind is ChangeKind.CLASS:
            pupil = truth.pupil(change.key)
            person = Person.objects.get(last_name=pupil.last_name, first_name=pupil.first_name)
            assert person.pk == before[pupil.last_name, pupil.first_name]
            links = ClassMembership.objects.filter(person=person).order_by("id")
            assert [(link.class_group.label, link.end_reason) for link in links] == [
                (change.before, "moved"), (change.after, ""),
            ]  # fmt: skip
        if change.kind is ChangeKind.NAMESAKE:
            known = next(one for one in truth.guardians if one.key == change.before)
            same = Person.objects.filter(last_name=known.last_name, first_name=known.first_name).order_by(
                "pk"
            )
            assert len(same) == 2
            assert same[0].pk == before[known.last_name, known.first_name]
            old = {link.child.first_name for link in Guardianship.objects.filter(adult=same[0])}
            assert old == {truth.pupil(key).first_name for key in known.children}


def test_who_leaves_keeps_the_person_and_comes_back_as_the_same(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth)
    gone = truth.pupils[7]
    without = replace(
        truth,
        pupils=tuple(one for one in truth.pupils if one.key != gone.key),
        guardians=tuple(
            replace(one, children=tuple(key for key in one.children if key != gone.key))
            for one in truth.guardians
            if one.children != (gone.key,)
        ),
    )
    said = import_school(tmp_path, without)
    assert said["pupils"]["left"] == 1
    (link,) = Affiliation.objects.exclude(ends=None)
    assert (link.end_reason, link.person.first_name) == ("absent", gone.first_name)
    people, keys = Person.objects.count(), ExternalKey.objects.count()
    said = import_school(tmp_path, truth)
    assert counts(said, "pupils")[:2] == (0, 1)
    assert (Person.objects.count(), ExternalKey.objects.count()) == (people, keys)
    assert Affiliation.objects.filter(person=link.person, ends=None).count() == 1


def test_the_national_number_is_the_first_key(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth, variant=NEW)
    assert NationalNumber.objects.count() == len(truth.pupils)
    pupil = truth.pupils[3]
    changed = replace(pupil, last_name="TOUTAUTRE", usual_name="")
    import_school(
        tmp_path, replace(truth, pupils=(*truth.pupils[:3], changed, *truth.pupils[4:])), variant=NEW
    )
    (person,) = Person.objects.filter(last_name="TOUTAUTRE")
    assert person.national_number.ine == pupil.ine
    # Without the number, names and birth date still find them.
    said = import_school(tmp_path, replace(truth, pupils=(*truth.pupils[:3], changed, *truth.pupils[4:])))
    assert counts(said, "pupils") == (0, 0, len(truth.pupils), 0)


def test_a_number_learnt_later_is_added(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth)
    said = import_school(tmp_path, truth, variant=NEW)
    assert counts(said, "pupils") == (0, len(truth.pupils), 0, 0)
    assert NationalNumber.objects.count() == len(truth.pupils)
    assert Person.objects.count() == len(truth.pupils) + len(truth.guardians) + len(truth.teachers)


@pytest.mark.parametrize("what", ["first_name", "birth_date"])
def test_a_corrected_pupil_is_told_never_silently_taken(tmp_path: Path, what: str) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth)
    pupil = truth.pupils[5]
    value = "Prunelle" if what == "first_name" else pupil.birth_date.replace(year=pupil.birth_date.year - 1)
    mended = replace(pupil, **{what: value})
    said = import_school(tmp_path, replace(truth, pupils=(*truth.pupils[:5], mended, *truth.pupils[6:])))
    assert counts(said, "pupils") == (0, 1, len(truth.pupils) - 1, 0)
    assert [one for one in said["problems"] if "est pris pour" in one["message"]]


def test_links_made_by_hand_survive(tmp_path: Path) -> None:
    school, truth = empty_school(), invented()
    import_school(tmp_path, truth)
    first, second = ClassGroup.objects.order_by("label")[:2]
    substitute = make.teacher(school, first, first_name="Rémi", last_name="REMPLACE")
    pupil = ClassMembership.objects.filter(class_group=first)[0].person
    aunt = make.guardian(pupil, first_name="Tata", last_name="TANTE")
    now = clock.now()
    ClassMembership.objects.filter(person=pupil).update(ends=now, end_reason="moved")
    ClassMembership.objects.create(person=pupil, class_group=second, school=school, starts=now)
    tied = Attachment.objects.filter(class_group=second, source="onde").first()
    assert tied is not None
    Attachment.objects.filter(pk=tied.pk).update(ends=now, end_reason="by_hand")
    said = import_school(tmp_path, truth)
    assert counts(said, "teachers")[3] == 0
    assert Affiliation.objects.filter(person=substitute, ends=None).exists()
    assert Attachment.objects.filter(person=substitute, ends=None).exists()
    assert Guardianship.objects.filter(adult=aunt, ends=None).exists()
    assert [link.class_group for link in ClassMembership.objects.filter(person=pupil, ends=None)] == [second]
    assert not Attachment.objects.filter(person=tied.person, class_group=second, ends=None).exists()
    assert sum("à la main" in one["message"] for one in said["problems"]) == 2


def test_a_link_opened_again_keeps_the_restriction_of_the_court(tmp_path: Path) -> None:
    school, truth = empty_school(), invented()
    import_school(tmp_path, truth)
    guardian = next(g for g in truth.guardians if len(truth.guardians_of(g.children[0])) > 1)
    link = Guardianship.objects.get(adult__last_name=guardian.last_name, adult__first_name=guardian.first_name,
                                    child__first_name=truth.pupil(guardian.children[0]).first_name)  # fmt: skip
    make.restrict(link, school, 2)
    import_school(
        tmp_path, replace(truth, guardians=tuple(g for g in truth.guardians if g.key != guardian.key))
    )
    link.refresh_from_db()
    assert link.end_reason == "absent"
    import_school(tmp_path, truth)
    link.refresh_from_db()
    assert (link.ends, link.end_reason) == (None, "")
    assert Guardianship.objects.filter(adult=link.adult, child=link.child).count() == 1


def test_a_restricted_guardian_spelled_otherwise_gets_no_new_link_unasked(tmp_path: Path) -> None:
    """Attack: the adult whom a court keeps away comes back by the file, under other names."""
    school, truth = empty_school(), invented()
    import_school(tmp_path, truth)
    guardian = next(g for g in truth.guardians if len(truth.guardians_of(g.children[0])) > 1)
    link = Guardianship.objects.get(adult__last_name=guardian.last_name, adult__first_name=guardian.first_name,
                                    child__first_name=truth.pupil(guardian.children[0]).first_name)  # fmt: skip
    make.restrict(link, school, 2)
    respelled = replace(guardian, last_name="Autrement", first_name="Zéphyrin")
    others = tuple(respelled if g.key == guardian.key else g for g in truth.guardians)
    folder = write_onde_folder(tmp_path, replace(truth, guardians=others))
    before = Guardianship.objects.count()
    code, said = run_import(folder)
    assert (code, Guardianship.objects.count()) == (1, before)
    (asked,) = [one["message"] for one in said["problems"] if "restreint" in one["message"]]
    assert "Zéphyrin" in asked
    assert link.adult.first_name in asked
    assert link.child.first_name in asked
    code, _ = run_import(folder, "--yes")
    assert (code, Guardianship.objects.filter(child=link.child, adult__first_name="Zéphyrin").count()) == (
        0,
        1,
    )


def test_a_class_that_changes_its_name_stays_the_class(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth)
    old = truth.classes[0].label
    pk = ClassGroup.objects.get(label=old).pk

    def named(label: str) -> str:
        return "Les lutins" if label == old else label

    renamed = replace(
        truth,
        classes=tuple(replace(one, label=named(one.label)) for one in truth.classes),
        pupils=tuple(replace(one, class_label=named(one.class_label)) for one in truth.pupils),
        teachers=tuple(replace(one, classes=tuple(map(named, one.classes))) for one in truth.teachers),
    )
    said = import_school(tmp_path, renamed)
    assert counts(said, "classes") == (0, 1, len(truth.classes) - 1, 0)
    assert counts(said, "pupils")[1] == 0
    assert ClassGroup.objects.get(pk=pk).label == "Les lutins"


def test_kinds_that_are_not_delivered_are_left_alone(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path / "all", truth)
    for name, kind in ((PUPILS_FILE, "pupils"), (GUARDIANS_FILE, "guardians"), (TEACHERS_FILE, "teachers")):
        folder = write_onde_folder(tmp_path / kind, truth)
        for other in folder.iterdir():
            if other.name != name:
                other.unlink()
        code, said = run_import(folder)
        assert code == 0
        for told in ("pupils", "guardians", "teachers", "classes", "guardianships"):
            assert counts(said, told)[:2] == (0, 0), (kind, told)
            assert said[told]["left"] == 0
        assert said[kind]["unchanged"] > 0


def test_a_lost_row_lets_nobody_of_its_kind_leave(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path / "a", truth)
    folder = write_onde_folder(tmp_path / "b", truth)
    path = folder / PUPILS_FILE
    lines = path.read_bytes().split(b"\r\n")
    lines[4] = b'"";' + lines[4].partition(b";")[2]
    path.write_bytes(b"\r\n".join(lines))
    code, said = run_import(folder)
    assert code == 0
    assert said["pupils"]["left"] == 0
    assert any("n’est retiré" in one["message"] for one in said["problems"])
