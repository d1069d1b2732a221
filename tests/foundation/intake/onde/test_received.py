"""What a page received is read by a child, which tells the same as the reader that it runs."""

from datetime import date

import pytest

from eprimo.devtools.generators.onde_writer import CLASSIC_A, Variant, write_onde
from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.intake.actions.steps import read_received
from eprimo.foundation.intake.onde import read_delivery
from tests import hostile

SCHOOL = invent_school(5, pupils=12)
DAY = date(2025, 11, 24)
GIVEN = {
    "usual": write_onde(SCHOOL),
    "shape-a": write_onde(SCHOOL, CLASSIC_A),
    "utf-8": write_onde(SCHOOL, Variant("utf-8", headers="new")),
    "utf-16": write_onde(SCHOOL, Variant("utf-16")),
    "of-windows": {"e.csv": b"\x81" + next(iter(write_onde(SCHOOL).values()))},
    "no-csv": {"e.csv": b"PK\x03\x04", "r.csv": b"%PDF-1.4"},
    "nothing": {"e.csv": b""},
    "two-alike": {"1.csv": b"a;b\n1;2\n", "2.csv": b"a;b\n1;2\n"},
}


@pytest.mark.parametrize("name", GIVEN)
def test_a_child_tells_what_the_reader_tells(name: str) -> None:
    assert read_received(GIVEN[name], on=DAY) == read_delivery(GIVEN[name], on=DAY)


@pytest.mark.parametrize("name", hostile.TEXTS)
def test_a_hostile_file_is_a_refusal_with_its_sentence(name: str) -> None:
    delivery = read_received({"eleves.csv": hostile.TEXTS[name]()}, on=DAY)
    assert delivery.refused
    assert all(problem.message.endswith(".") for problem in delivery.problems)
