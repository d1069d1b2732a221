"""Invented schools look like schools, hold every shape of family, and tell the truth about changes."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.devtools.generators import names
from eprimo.devtools.generators.evolution import ChangeKind, evolve
from eprimo.devtools.generators.onde_writer import (
    CLASSIC,
    CLASSIC_A,
    GUARDIANS_FILE,
    PUPILS_FILE,
    TEACHERS_FILE,
    Variant,
    write_onde,
    write_onde_folder,
)
from eprimo.devtools.generators.school_people import invent_school
from eprimo.devtools.generators.shapes import AGE_OF, LEVELS_OF, InventedSchool
from tests.sizes import drawn

LARGE = invent_school(2024, pupils=247)


def everyone(school: InventedSchool) -> set[str]:
    return {p.key for p in (*school.pupils, *school.guardians, *school.teachers)}


@pytest.mark.parametrize(
    "draw", [names.GIRLS, names.BOYS, names.MOTHERS, names.FATHERS, names.SURNAMES, names.STREETS]
)
def test_lists_of_names_fit_the_files(draw: tuple[str, ...]) -> None:
    assert len(set(draw)) == len(draw)
    assert all(name.encode("iso-8859-1") and name == name.strip() for name in draw)


@given(seed=st.integers(0, 10**6), pupils=st.integers(1, 160), kind=st.sampled_from(sorted(LEVELS_OF)))
@drawn(3, 120)
def test_any_school_holds_together(seed: int, pupils: int, kind: str) -> None:
    school = invent_school(seed, pupils, kind)
    labels = {group.label: group for group in school.classes}
    keys = {p.key for p in school.pupils}

    assert school == invent_school(seed, pupils, kind)
    assert len(school.pupils) == len(keys) == pupils
    assert len(labels) == len(school.classes)
    assert len(everyone(school)) == len(school.pupils) + len(school.guardians) + len(school.teachers)
    assert all(p.level in labels[p.class_label].levels for p in school.pupils)
    assert {p.class_label for p in school.pupils} == set(labels)
    assert {key for g in school.guardians for key in g.children} == keys
    assert all(g.children for g in school.guardians)
    assert [t.is_director for t in school.teachers].count(True) == 1
    assert {label for t in school.teachers for label in t.classes} == set(labels)
    for p in school.pupils:
        assert school.first_year - p.birth_date.year - AGE_OF[p.level] in {0, 1}


def test_two_seeds_are_two_schools() -> None:
    assert invent_school(1).pupils != invent_school(2).pupils


def test_a_large_school_has_the_shape_of_the_known_sample() -> None:
    guardians = Counter(key for g in LARGE.guardians for key in g.children)
    counts = Counter(guardians.values())
    sizes = Counter(p.class_label for p in LARGE.pupils)

    assert len(LARGE.classes) == 10
    assert all(20 <= size <= 28 for size in sizes.values())
    assert 0.9 * 247 < counts[2] < 247
    assert counts[1] > 0
    assert counts[4] > 0
    assert 0.4 < sum(p.image_consent for p in LARGE.pupils) / 247 < 0.6
    assert 0.4 < sum(p.sex == "F" for p in LARGE.pupils) / 247 < 0.6
    assert any(len(group.levels) > 1 for group in LARGE.classes)


def test_every_shape_of_family_is_there() -> None:
    by_child = {p.key: LARGE.guardians_of(p.key) for p in LARGE.pupils}
    homes = [{g.address for g in guardians} for guardians in by_child.values()]
    classes = {p.key: p.class_label for p in LARGE.pupils}

    assert any(len(g) == 2 and len(h) == 1 for g, h in zip(by_child.values(), homes, strict=True))
    assert any(len(g) == 2 and len(h) == 2 for g, h in zip(by_child.values(), homes, strict=True))
    assert any(len({classes[key] for key in g.children}) > 1 for g in LARGE.guardians)
    assert any(g.usual_name for g in LARGE.guardians)
    assert any(p.usual_name for p in LARGE.pupils)


def test_namesakes_are_two_families_and_two_classes() -> None:
    guardians = Counter((g.last_name, g.first_name) for g in LARGE.guardians)
    pupils = Counter((p.last_name, p.first_name) for p in LARGE.pupils)
    ((name, twice),) = [item for item in guardians.items() if item[1] > 1]
    one, other = [g for g in LARGE.guardians if (g.last_name, g.first_name) == name]
    ((child, _),) = [item for item in pupils.items() if item[1] > 1]

    assert twice == 2
    assert one.address != other.address
    assert not set(one.children) & set(other.children)
    assert len({p.class_label for p in LARGE.pupils if (p.last_name, p.first_name) == child}) == 2


def test_names_are_unique_when_namesakes_are_not_wanted() -> None:
    school = invent_school(2024, pupils=247, namesakes=False)

    assert max(Counter((g.last_name, g.first_name) for g in school.guardians).values()) == 1
    assert max(Counter((p.last_name, p.first_name) for p in school.pupils).values()) == 1


def test_one_teacher_is_also_a_parent_of_the_school() -> None:
    (teacher,) = [t for t in LARGE.teachers if t.guardian]
    parent = next(g for g in LARGE.guardians if g.key == teacher.guardian)

    assert (teacher.last_name, teacher.first_name) == (parent.last_name, parent.first_name)


def test_nobody_can_be_rung_or_written_to_by_mistake() -> None:
    people = (*LARGE.guardians, *LARGE.teachers)

    assert all(p.email.endswith(".example") for p in people if p.email)
    assert all(g.mobile.startswith("063998") for g in LARGE.guardians if g.mobile)
    assert all(g.home_phone.startswith("026191") for g in LARGE.guardians if g.home_phone)


def test_the_classic_files_have_the_known_shape() -> None:
    files = write_onde(LARGE, CLASSIC)
    pupils = files[PUPILS_FILE].decode("iso-8859-1").split("\r\n")
    guardians = files[GUARDIANS_FILE].decode("iso-8859-1").split("\r\n")
    teachers = files[TEACHERS_FILE].decode("iso-8859-1").split("\r\n")

    assert len(pupils) == 1 + len(LARGE.pupils)
    assert {line.count('";"') for line in pupils} == {19}
    assert '" Cycle"' in pupils[0]
    assert guardians[0].count('";"') == 24
    assert {line.count('";"') + 1 for line in guardians[1:]} <= {17, 21, 25}
    assert {line.count('";"') for line in teachers} == {12}
    assert not pupils[-1].endswith("\n")


def test_variant_a_is_padded_and_unquoted() -> None:
    data = write_onde(invent_school(3, pupils=40), CLASSIC_A)[GUARDIANS_FILE].decode("iso-8859-1")

    assert {line.count(";") for line in data.splitlines()} == {23}
    assert '"' not in data
    assert "\r" not in data
    assert data.endswith("\n")


def test_options_of_a_variant_show_in_the_bytes() -> None:
    school = invent_school(3, pupils=20)
    plain = write_onde(school)[PUPILS_FILE]
    mark = write_onde(school, Variant(encoding="utf-8", bom=True))[PUPILS_FILE]
    mixed = write_onde(school, Variant(column_order=4))[PUPILS_FILE]
    new = write_onde(school, Variant(headers="new", leading_space=False))[PUPILS_FILE].decode("iso-8859-1")

    assert mark.startswith(b"\xef\xbb\xbf")
    assert mark.decode("utf-8-sig") == plain.decode("iso-8859-1")
    assert sorted(mixed.split(b"\r\n")[0].split(b";")) == sorted(plain.split(b"\r\n")[0].split(b";"))
    assert mixed.split(b"\r\n")[0] != plain.split(b"\r\n")[0]
    assert '"INE"' in new
    assert '"Cycle"' in new


def test_a_letter_that_the_encoding_lacks_is_an_error_not_a_question_mark() -> None:
    school = invent_school(3, pupils=1)
    school = replace(school, pupils=(replace(school.pupils[0], last_name="Yıldız"),))

    with pytest.raises(UnicodeEncodeError):
        write_onde(school)
    assert write_onde(school, Variant(encoding="utf-8"))


def test_a_folder_holds_the_three_files(tmp_path: Path) -> None:
    folder = write_onde_folder(tmp_path / "onde", invent_school(3, pupils=5))

    assert sorted(path.name for path in folder.iterdir()) == [PUPILS_FILE, TEACHERS_FILE, GUARDIANS_FILE]


@given(seed=st.integers(0, 10**6), times=st.integers(0, 3))
@drawn(3, 120)
def test_changes_say_exactly_what_differs(seed: int, times: int) -> None:
    before = invent_school(seed, pupils=80)
    counts = dict.fromkeys(
        ("class_changes", "address_changes", "arrivals", "departures", "corrected_names", "new_teachers",
         "teacher_departures", "namesakes", "contact_changes", "consent_changes"), times
    )  # fmt: skip
    evolution = evolve(before, seed, **counts)
    after = evolution.school
    old, new = {p.key: p for p in before.pupils}, {p.key: p for p in after.pupils}

    assert evolution == evolve(before, seed, **counts)
    assert set(old) - set(new) == set(evolution.keys(ChangeKind.DEPARTURE))
    assert set(new) - set(old) == set(evolution.keys(ChangeKind.ARRIVAL))
    changed = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    assert changed == {
        *evolution.keys(ChangeKind.CLASS), *evolution.keys(ChangeKind.NAME), *evolution.keys(ChangeKind.CONSENT)
    }  # fmt: skip
    homes = {g.key: g.address for g in before.guardians}
    moved = {g.key for g in after.guardians if g.key in homes and g.address != homes[g.key]}
    left = {g.key for g in before.guardians} - {g.key for g in after.guardians}
    assert moved == set(evolution.keys(ChangeKind.ADDRESS)) - left
    assert all(
        set(g.children) <= set(evolution.keys(ChangeKind.DEPARTURE))
        for g in before.guardians
        if g.key in left
    )
    teachers = {t.key for t in before.teachers} ^ {t.key for t in after.teachers}
    assert teachers == {
        *evolution.keys(ChangeKind.TEACHER_ARRIVAL),
        *evolution.keys(ChangeKind.TEACHER_DEPARTURE),
    }


def test_a_namesake_arrives_with_another_family() -> None:
    evolution = evolve(LARGE, 1)
    (change,) = [c for c in evolution.changes if c.kind is ChangeKind.NAMESAKE]
    newcomer = next(g for g in evolution.school.guardians if g.key == change.key)
    known = next(g for g in evolution.school.guardians if g.key == change.before)

    assert (newcomer.last_name, newcomer.first_name) == (known.last_name, known.first_name)
    assert newcomer.address != known.address
    assert not set(newcomer.children) & set(known.children)


def test_birth_dates_follow_the_school_year() -> None:
    school = invent_school(1, pupils=60, kind="maternelle", first_year=2031)

    assert date(2026, 1, 1) <= min(p.birth_date for p in school.pupils)
    assert max(p.birth_date for p in school.pupils) <= date(2028, 12, 31)
