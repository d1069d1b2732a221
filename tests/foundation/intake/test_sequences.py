"""Random stories of a school, delivery after delivery, against what the generator knows to be true."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, seed
from hypothesis import strategies as st

from eprimo.devtools.generators.evolution import evolve
from eprimo.devtools.generators.onde_writer import CLASSIC, CLASSIC_A, Variant
from eprimo.devtools.generators.school_people import invent_school
from eprimo.devtools.generators.shapes import InventedSchool
from tests.foundation.intake.importing import UAI, dump, empty_school, import_school, people_in
from tests.sizes import FULL, drawn

VARIANTS = [
    CLASSIC,
    CLASSIC_A,
    Variant(encoding="utf-8", bom=True, column_order=5),
    Variant(encoding="cp1252", quoted=False, newline="\n"),
]
STEP = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 10_000),
        "class_changes": st.integers(0, 3),
        "address_changes": st.integers(0, 3),
        "arrivals": st.integers(0, 2),
        "departures": st.integers(0, 2),
        "corrected_names": st.integers(0, 2),
        "new_teachers": st.integers(0, 1),
        "teacher_departures": st.integers(0, 1),
        "namesakes": st.integers(0, 2),
        "contact_changes": st.integers(0, 2),
    }
)


class Undo(Exception):
    """Takes a story's rows back."""


def pupils_told(lines: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Present pupils as the directory has them."""
    told: Counter[tuple[Any, ...]] = Counter()
    for line in people_in(lines, "pupil"):
        (link,) = [one for one in line["affiliations"] if one["profile"] == "pupil" and one["to"] is None]
        told[line["last_name"], line["first_name"], line["birth_date"], tuple(link["classes"])] += 1
    return told


def pupils_true(school: InventedSchool) -> Counter[tuple[Any, ...]]:
    return Counter(
        (p.last_name, p.first_name, p.birth_date.isoformat(), (p.class_label,)) for p in school.pupils
    )


def families_told(lines: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Each adult with the present children."""
    present = {line["public_id"]: line for line in people_in(lines, "pupil")}
    told: Counter[tuple[Any, ...]] = Counter()
    for line in lines:
        children = tuple(
            sorted(
                (present[key]["last_name"], present[key]["first_name"], present[key]["birth_date"])
                for key in line["children"]
                if key in present
            )
        )
        if children:
            told[line["last_name"], line["first_name"], children] += 1
    return told


def families_true(school: InventedSchool) -> Counter[tuple[Any, ...]]:
    by_key = {pupil.key: pupil for pupil in school.pupils}
    return Counter(
        (
            guardian.last_name,
            guardian.first_name,
            tuple(
                sorted(
                    (by_key[key].last_name, by_key[key].first_name, by_key[key].birth_date.isoformat())
                    for key in guardian.children
                )
            ),
        )
        for guardian in school.guardians
    )


def staff_told(lines: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(
        (line["last_name"], line["first_name"], tuple(link["classes"]), link["profile"])
        for line in lines
        for link in line["affiliations"]
        if link["profile"] in {"teacher", "director"} and link["to"] is None
    )


def staff_true(school: InventedSchool) -> Counter[tuple[Any, ...]]:
    return Counter(
        (t.last_name, t.first_name, tuple(sorted(t.classes)), "director" if t.is_director else "teacher")
        for t in school.teachers
    )


def identities(lines: list[dict[str, Any]], school: InventedSchool) -> dict[str, str]:
    """Key of the truth → public id, for those whom names and birth date, or names and a child, tell apart."""
    found: dict[str, str] = {}
    pupils = {
        (line["last_name"], line["first_name"], line["birth_date"]): line
        for line in people_in(lines, "pupil")
    }
    ids: dict[str, str] = {}
    for pupil in school.pupils:
        line = pupils[pupil.last_name, pupil.first_name, pupil.birth_date.isoformat()]
        ids[pupil.key] = found[pupil.key] = line["public_id"]
    for guardian in school.guardians:
        wanted = {ids[key] for key in guardian.children}
        (line,) = [
            one
            for one in lines
            if (one["last_name"], one["first_name"]) == (guardian.last_name, guardian.first_name)
            and wanted <= set(one["children"])
        ]
        found[guardian.key] = line["public_id"]
    return found


@pytest.mark.django_db
@pytest.mark.drill
@seed(20260901)
@drawn(2, 200)
@given(
    first=st.integers(0, 10_000),
    size=st.sampled_from([26, 52] if FULL else [26]),
    steps=st.lists(STEP, min_size=1, max_size=4 if FULL else 3),
    variants=st.lists(st.sampled_from(VARIANTS), min_size=5, max_size=5),
)
def test_a_school_told_again_and_again_stays_true(
    first: int, size: int, steps: list[dict[str, int]], variants: list[Variant]
) -> None:
    with pytest.raises(Undo):
        _story(invent_school(first, size, first_year=2026), steps, variants)


def _story(school: InventedSchool, steps: list[dict[str, int]], variants: list[Variant]) -> None:
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        empty_school()
        known = _tell(Path(folder), school, variants[0], {})
        for step, variant in zip(steps, variants[1:], strict=False):
            school = evolve(school, **step).school
            known |= _tell(Path(folder), school, variant, known)
        raise Undo


def _tell(folder: Path, school: InventedSchool, variant: Variant, known: dict[str, str]) -> dict[str, str]:
    """Import, compare with the truth, and check that nobody became somebody else."""
    import_school(folder, school, "--yes", variant=variant)
    lines = dump("--school", UAI)
    assert pupils_told(lines) == pupils_true(school)
    assert families_told(lines) == families_true(school)
    assert staff_told(lines) == staff_true(school)
    now = identities(lines, school)
    assert {key: now[key] for key in known if key in now} == {key: known[key] for key in known if key in now}
    before = dump("--school", UAI, "--stable")
    again = import_school(folder, school, variant=variant)
    for kind in ("pupils", "guardians", "teachers", "classes", "guardianships"):
        assert (again[kind]["created"], again[kind]["updated"], again[kind]["left"]) == (0, 0, 0), kind
    assert dump("--school", UAI, "--stable") == before
    return now
