"""Imports of ONDE files that are refused, wait for a yes, or come from another school."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eprimo.devtools.generators.onde_writer import (
    PUPILS_FILE,
    TEACHERS_FILE,
    write_onde_folder,
)
from eprimo.devtools.generators.shapes import InventedSchool
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import (
    Affiliation,
    Entitlement,
    NationalNumber,
    Person,
    School,
)
from eprimo.foundation.directory.year_plan import calendar_year
from eprimo.foundation.intake.actions.outcomes import facts_of, many_left
from eprimo.foundation.intake.merge.guards import Named, guard
from eprimo.foundation.intake.merge.plan import Leaving, Plan
from eprimo.foundation.intake.merge.state import SchoolState, Tie
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.intake.records import Delivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.foundation.intake.importing import (
    UAI,
    counts,
    dump,
    empty_school,
    import_school,
    people_in,
    run_import,
)
from tests.foundation.intake.inventing import NEW, invented

pytestmark = pytest.mark.django_db


def _few(truth: InventedSchool, kept: int) -> InventedSchool:
    pupils = truth.pupils[:kept]
    keys = {one.key for one in pupils}
    guardians = tuple(
        replace(one, children=tuple(key for key in one.children if key in keys))
        for one in truth.guardians
        if keys & set(one.children)
    )
    return replace(truth, pupils=pupils, guardians=guardians)


def test_many_departures_ask_for_a_yes(tmp_path: Path) -> None:
    empty_school()
    truth = invented(pupils=60)
    import_school(tmp_path, truth)
    before = dump()
    folder = write_onde_folder(tmp_path, _few(truth, 45))
    for options in ((), ("--dry-run",)):
        code, said = run_import(folder, *options)
        assert code == 1
        assert "15 des 60\N{NO-BREAK SPACE}élèves" in said["problems"][0]["message"]
        assert dump() == before
    code, said = run_import(folder, "--yes")
    assert (code, said["pupils"]["left"]) == (0, 15)
    # Nine of a small school go without a question.
    import_school(tmp_path, _few(truth, 40))


@pytest.mark.parametrize(
    ("leave", "of", "asks"), [(12, 60, False), (13, 60, True), (10, 50, False), (9, 20, False)]
)
def test_a_fifth_of_a_school_leaves_without_a_question(leave: int, of: int, asks: bool) -> None:
    """Pupils and links alike, and the alarm that is raised afterwards: a fifth exactly asks nothing, one more does."""
    now = clock.now()
    ties = {one: [Tie(one, one, 0, "onde", now, None, "", live=True)] for one in range(of)}
    school = School(uai=UAI, running_year_id=calendar_year(now.date()), time_zone="Europe/Paris")
    state = SchoolState(school, now, now.date(), pupils=ties, guardians=ties)
    plan = Plan(
        leaving=[Leaving("pupils", one, "", ()) for one in range(leave)],
        guardianships_end=list(range(leave)),
    )
    guard(plan, Delivery(), state, Named(None, None), opened=False)
    assert [one.code for one in plan.asks] == (["many_leave", "many_links_end"] if asks else [])
    assert many_left(facts_of(plan)) is asks


def test_many_refused_lines_ask_for_a_yes(tmp_path: Path) -> None:
    """A third of the file is of adults, as a foreign one was: nothing is applied before somebody agrees."""
    empty_school()
    truth = invented(pupils=60)
    old = tuple(replace(one, birth_date=date(1980, 3, 1)) for one in truth.pupils[:20])
    folder = write_onde_folder(tmp_path, replace(truth, pupils=(*old, *truth.pupils[20:])))
    for options in ((), ("--dry-run",)):
        code, said = run_import(folder, *options)
        assert code == 1
        assert said["problems"][0]["message"].startswith(
            "Sur 60\N{NO-BREAK SPACE}lignes du fichier des élèves, 20 sont refusées"
        )
        assert not Person.objects.exists()
    code, said = run_import(folder, "--yes")
    assert (code, said["pupils"]["created"]) == (0, 40)
    # A tenth of the lines is told, and asks nothing.
    import_school(tmp_path, replace(truth, pupils=(*old[:6], *truth.pupils[6:])))


def test_the_file_of_another_school_is_refused(tmp_path: Path) -> None:
    empty_school()
    import_school(tmp_path / "a", invented())
    before = dump()
    code, said = run_import(write_onde_folder(tmp_path / "b", invented(2)))
    assert code == 1
    assert "autre école" in said["problems"][0]["message"]
    assert dump() == before


def test_a_number_of_another_school_in_the_file_is_refused(tmp_path: Path) -> None:
    empty_school()
    folder = write_onde_folder(tmp_path, invented())
    path = folder / PUPILS_FILE
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([lines[0] + b';"UAI"', *(line + b';"0449999Z"' for line in lines[1:])]))
    code, said = run_import(folder, "--yes")
    assert code == 1
    assert "0449999Z" in said["problems"][0]["message"]
    assert Person.objects.count() == 0


@pytest.mark.parametrize("case", ["empty", "wrong", "mangled", "no_folder", "unknown_school", "bad_uai"])
def test_refusals_change_nothing(tmp_path: Path, case: str) -> None:
    empty_school()
    folder = write_onde_folder(tmp_path / "f", invented())
    uai = UAI
    if case == "empty":
        (folder / PUPILS_FILE).write_bytes(b"")
    elif case == "wrong":
        (folder / PUPILS_FILE).write_bytes(b"un;fichier;quelconque\r\n1;2;3\r\n")
    elif case == "mangled":
        (folder / PUPILS_FILE).write_bytes(b"PK\x03\x04" + b"\0" * 200)
    elif case == "no_folder":
        folder = tmp_path / "nowhere"
    else:
        uai = "0449777X" if case == "unknown_school" else "abc"
    code, said = run_import(folder, uai=uai)
    assert code == 1
    assert said["problems"][0]["message"]
    assert Person.objects.count() == Account.objects.count() == OndeDelivery.objects.count() == 0
    assert not AuditLine.objects.filter(act="intake.onde.applied").exists()


def test_a_dry_run_writes_nothing_and_says_the_same(tmp_path: Path) -> None:
    empty_school()
    folder = write_onde_folder(tmp_path, invented())
    code, dry = run_import(folder, "--dry-run")
    assert code == 0
    assert Person.objects.count() == OndeDelivery.objects.count() == 0
    _, wet = run_import(folder)
    assert dry == wet


def test_a_school_is_made_with_its_place_and_its_sheet(tmp_path: Path) -> None:
    folder = write_onde_folder(tmp_path / "f", invented())
    sheet = tmp_path / "fiche.pdf"
    options = ("--create-school", "--name", "École Neuve", "--commune", "97411", "--sheet", str(sheet))
    code, _ = run_import(folder, *options, "--dry-run")
    assert code == 0
    assert not School.objects.exists()
    code, _ = run_import(folder, *options)
    assert code == 0
    school = School.objects.get(uai=UAI)
    assert (school.academy.code, school.commune.department.code) == ("28", "974")
    assert school.time_zone == "Indian/Reunion"
    assert school.settings.staff_write_notes is False
    (entitlement,) = Entitlement.objects.all()
    assert (entitlement.ends - entitlement.starts).days == 365
    assert sheet.read_bytes().startswith(b"%PDF")
    assert sheet.stat().st_mode & 0o077 == 0
    # Again: the school is there and open, nothing more is made; once the head came, no sheet is printed.
    Account.objects.filter(person__affiliations__profile="director").update(
        state="active", activated_at=clock.now()
    )
    sheet.unlink()
    code, said = run_import(folder, *options)
    assert (code, counts(said, "pupils")[0], Entitlement.objects.count()) == (0, 0, 1)
    assert not sheet.exists()


def test_a_school_of_a_list_opens_by_its_first_import(tmp_path: Path) -> None:
    make.school(UAI, "École des Essais", entitled=False)
    folder, sheet = write_onde_folder(tmp_path / "f", invented()), tmp_path / "fiche.pdf"
    code, _ = run_import(folder)
    assert (code, Entitlement.objects.count(), sheet.exists()) == (0, 0, False)
    options = ("--create-school", "--sheet", str(sheet))
    code, _ = run_import(folder, *options, "--dry-run")
    assert (code, Entitlement.objects.count(), sheet.exists()) == (0, 0, False)
    code, _ = run_import(folder, *options)
    assert (code, School.objects.get().name) == (0, "École des Essais")
    assert Entitlement.objects.in_force(clock.now()).count() == 1
    assert sheet.read_bytes().startswith(b"%PDF")


def test_a_new_school_needs_a_head(tmp_path: Path) -> None:
    truth = invented()
    truth = replace(truth, teachers=tuple(replace(one, is_director=False) for one in truth.teachers))
    folder = write_onde_folder(tmp_path / "f", truth)
    options = (
        "--create-school",
        "--name",
        "École Neuve",
        "--commune",
        "44109",
        "--sheet",
        str(tmp_path / "s.pdf"),
    )
    code, said = run_import(folder, *options)
    assert code == 1
    assert "--director" in said["problems"][0]["message"]
    assert not School.objects.exists()
    known = truth.teachers[1]
    code, _ = run_import(folder, *options, "--director", f"{known.last_name.upper()} {known.first_name}")
    assert code == 0
    (head,) = Affiliation.objects.filter(profile="director")
    assert (head.person.last_name, head.source) == (known.last_name, "manual")
    # The file that says « non » does not undo it.
    code, _ = run_import(folder)
    assert code == 0
    assert Affiliation.objects.filter(profile="director", ends=None).count() == 1


def test_a_parent_of_two_schools_stays_two_people_until_somebody_says(tmp_path: Path) -> None:
    empty_school()
    empty_school("0449002B", "École voisine")
    truth = invented()
    import_school(tmp_path / "a", truth)
    other = replace(
        truth, pupils=tuple(replace(p, first_name=f"{p.first_name}-Lou") for p in truth.pupils), teachers=()
    )
    folder = write_onde_folder(tmp_path / "b", other)
    (folder / TEACHERS_FILE).unlink()
    code, _ = run_import(folder, uai="0449002B")
    assert code == 0
    guardian = truth.guardians[0]
    same = Person.objects.filter(last_name=guardian.last_name, first_name=guardian.first_name)
    assert len(same) == 2


def test_a_pupil_known_by_number_brings_the_same_guardians_to_the_next_school(tmp_path: Path) -> None:
    empty_school()
    empty_school("0449002B", "École voisine")
    truth = invented()
    import_school(tmp_path / "a", truth, variant=NEW)
    people = Person.objects.count()
    moved = replace(_few(truth, 4), teachers=())
    folder = write_onde_folder(tmp_path / "b", moved, NEW)
    (folder / TEACHERS_FILE).unlink()
    code, said = run_import(folder, uai="0449002B")
    assert code == 0
    assert Person.objects.count() == people
    assert counts(said, "pupils") == (0, 4, 0, 0)
    assert len(people_in(dump("--school", "0449002B"), "pupil", "0449002B")) == 4


def test_a_teacher_who_is_a_parent_is_one_person_by_names_and_address(tmp_path: Path) -> None:
    empty_school()
    truth = invented(pupils=130)
    teacher = next(one for one in truth.teachers if one.guardian)
    parent = next(one for one in truth.guardians if one.key == teacher.guardian)
    one = replace(truth, guardians=tuple(
        replace(g, email=teacher.email) if g.key == parent.key else g for g in truth.guardians
    ))  # fmt: skip
    said = import_school(tmp_path, one)
    (person,) = Person.objects.filter(last_name=parent.last_name, first_name=parent.first_name)
    assert person.affiliations.count() == 1
    assert person.guardianships.count() == len(parent.children)
    assert said["teachers"]["created"] == len(truth.teachers) - 1
    said = import_school(tmp_path, one)
    assert counts(said, "teachers") == (0, 0, len(truth.teachers), 0)
    assert counts(said, "guardians") == (0, 0, len(truth.guardians), 0)


@pytest.mark.attack
def test_attack_e18_a_replaced_feed_neither_empties_a_school_nor_names_a_head_unseen(tmp_path: Path) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth)
    before = dump()
    code, _ = run_import(write_onde_folder(tmp_path, replace(_few(truth, 1), teachers=truth.teachers)))
    assert code == 1
    assert dump() == before
    teachers = tuple(replace(one, is_director=n == 1) for n, one in enumerate(truth.teachers))
    code, said = run_import(write_onde_folder(tmp_path, replace(truth, teachers=teachers)), "--dry-run")
    assert code == 0
    assert any("direction" in one["message"] for one in said["problems"])


@pytest.mark.attack
@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+SOMME(A1)", "@nom", "<script>alert(1)</script>"])
def test_attack_d10_a_name_that_is_a_formula_is_not_taken_and_nobody_leaves_for_it(
    tmp_path: Path, name: str
) -> None:
    empty_school()
    truth = invented()
    import_school(tmp_path, truth)
    known = Person.objects.get(birth_date=truth.pupils[0].birth_date, last_name=truth.pupils[0].last_name)
    bad = replace(truth.pupils[0], first_name=name, usual_name="")
    said = import_school(tmp_path, replace(truth, pupils=(bad, *truth.pupils[1:])))
    told = [one for one in said["problems"] if one["file"] == PUPILS_FILE and name in one["message"]]
    assert {(one["line"], one["column"]) for one in told} == {(2, "Prénom Elève")}
    assert counts(said, "pupils") == (0, 0, len(truth.pupils) - 1, 0)
    assert counts(said, "guardians")[3] == counts(said, "guardianships")[3] == 0
    assert known.affiliations.get().ends is None
    assert not Person.objects.filter(first_name=name).exists()


@pytest.mark.attack
def test_attack_e18_a_file_does_not_claim_people_of_another_school(tmp_path: Path) -> None:
    """Who heads a school prints the sheets of its people: taking in somebody would be taking the account."""
    empty_school()
    thief = empty_school("0449002B", "École voisine")
    truth = invented()
    import_school(tmp_path / "a", truth, variant=NEW)
    known = truth.pupils[0]
    other = invented(2, 26)
    claimed = replace(
        other,
        teachers=(*other.teachers, truth.teachers[1]),
        # A national number that was overheard, and a name: the birth date is missing.
        pupils=(replace(other.pupils[0], ine=known.ine, first_name=known.first_name), *other.pupils[1:]),
    )
    claimed = replace(
        claimed,
        teachers=tuple(replace(one, classes=other.teachers[0].classes) for one in claimed.teachers),
    )
    said = import_school(tmp_path / "b", claimed, variant=NEW, uai="0449002B")
    assert any("INE" in one["message"] for one in said["problems"])
    taken = set(Affiliation.objects.filter(school=thief).values_list("person_id", flat=True))
    own = set(Affiliation.objects.exclude(school=thief).values_list("person_id", flat=True))
    assert not taken & own
    assert NationalNumber.objects.get(ine=known.ine).person_id in own
