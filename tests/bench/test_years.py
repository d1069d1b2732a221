"""A page reads as many rows in a school of many years as in a young one: what was done before is behind what a page
shows, and is not read for it."""

from functools import partial

import pytest

from bench import academy, notes, things
from bench.academy import BLOCK
from bench.rows import execute, insert
from eprimo.foundation.directory import models as directory
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests.bench.reading import PLACE, all_read, grown

SCHOOLS, SCHOOL = 20, PLACE + 1
# What one year leaves of each sort: more than a page.
LEAVES = 40
YOUNG, OLD = 1, 6
PAGES = {
    "head": ("/ecole/historique/",), "teacher": ("/ecole/historique/",), "agent": ("/ecole/historique/",),
}  # fmt: skip
TIMES, SLACK = 1.1, 60
# Who left is kept for a year: a page reads all of them, each once.
LEFT = {"head": ("/ecole/personnes/departs/",)}
FEW_LEFT, MANY_LEFT = 1, 4
# Ids after those of the academy.
_FIRST = 900_000


def _years(number: int) -> None:
    """What was done in so many years at a school, and next door."""
    _gone(number)
    for who in (academy.DIRECTOR, academy.TEACHER, academy.AGENT):
        for place in (PLACE, PLACE + 1):
            insert(
                AuditLine, "gone", at="at", person_id=str(place * BLOCK + who), school_id=str(place + 1),
                act="'directory.settings.changed'",
            )  # fmt: skip


def _left(number: int) -> None:
    """Children who left, so many times more than a page of them."""
    _gone(number)
    insert(
        directory.Person,
        "gone",
        id="id",
        public_id="uuidv7()",
        last_name="'Parti' || n",
        first_name="'Alex'",
    )
    insert(
        directory.Affiliation, "gone", person_id="id", school_id=str(SCHOOL), source="'manual'", profile="'pupil'",
        starts="at - interval '300 days'", ends="at", end_reason="'left'",
    )  # fmt: skip


def _gone(number: int) -> None:
    now = f"'{clock.now().isoformat()}'::timestamptz"
    execute(
        f"CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT n, {_FIRST} + n AS id, {now} - n * interval '5 hours' AS at "
        f"FROM generate_series(1, {number * LEAVES}) n"
    )


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, number in (
        (academy, "PUPILS", 12), (academy, "FAMILIES", 12), (notes, "NOTES", 1), (things, "THINGS", 2),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, number)


@pytest.mark.django_db
def test_no_page_reads_more_rows_of_more_years_of_a_school() -> None:
    young, old = (all_read(SCHOOLS, PAGES, more=partial(_years, number)) for number in (YOUNG, OLD))
    assert not (found := grown(young, old, TIMES, SLACK)), found


@pytest.mark.django_db
def test_who_left_is_read_once() -> None:
    few, many = (all_read(SCHOOLS, LEFT, more=partial(_left, number)) for number in (FEW_LEFT, MANY_LEFT))
    assert not (found := grown(few, many, MANY_LEFT / FEW_LEFT, SLACK)), found
