"""Small parts of the kernel: ids, keys, pages, throttles, the clock."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import TooManyTries
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.pagination import paginate
from eprimo.foundation.kernel.statements import Statement, with_periods
from eprimo.foundation.kernel.text import fold
from eprimo.foundation.kernel.throttle import Limit, give_back, take
from tests import factories as make
from tests.conftest import NOW
from tests.sizes import drawn

ROOT = Path(__file__).resolve().parents[3] / "eprimo"


def test_uuid7_is_a_version_7_and_grows_with_time() -> None:
    made = [uuid7() for _ in range(50)]
    assert {one.version for one in made} == {7}
    assert len(set(made)) == 50
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Le Goff-Éon", "le goff eon"), ("  D’Œuvre ", "d oeuvre"), ("ÇA  va", "ca va"), ("N'Guyen", "n guyen")],
)
def test_fold(text: str, key: str) -> None:
    assert fold(text) == key


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["Le Goff-Éon", "D’Œuvre", "N'Guyen", "Çelik", "MÜLLER", "Łukasz", "Sørensen", "Đạt"]
)
def test_the_stored_key_is_the_folded_name(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT eprimo_key(%s)", [name])
        stored = cursor.fetchone()[0]
    assert stored == fold(name)
    assert stored.isascii()


def test_nothing_but_the_clock_asks_the_time() -> None:
    asked = []
    for path in ROOT.rglob("*.py"):
        if path.name == "clock.py" or {"migrations", "devtools"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                name = f"{node.value.id}.{node.attr}"
                if name in {
                    "datetime.now",
                    "datetime.utcnow",
                    "date.today",
                    "timezone.now",
                    "datetime.today",
                }:
                    asked.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert asked == []


@pytest.mark.django_db
@given(st.lists(st.floats(min_value=0, max_value=120), max_size=40), st.integers(1, 6))
@drawn(4, 100)
def test_a_bucket_never_gives_more_than_its_rate(waits: list[float], burst: int) -> None:
    limit = Limit(burst=burst, seconds_each=30)
    give_back("test")
    at, passed = NOW, 0
    for wait in waits:
        at += timedelta(seconds=wait)
        with clock.frozen(at):
            try:
                take("test", limit)
            except TooManyTries:
                continue
            passed += 1
    assert passed <= burst + (at - NOW).total_seconds() / 30 + 1e-6


@pytest.mark.django_db
def test_a_bucket_fills_again_and_forgets() -> None:
    limit = Limit(burst=2, seconds_each=60)
    take("a", limit)
    take("a", limit)
    with pytest.raises(TooManyTries):
        take("a", limit)
    take("b", limit)
    with clock.frozen(NOW + timedelta(seconds=61)):
        take("a", limit)
    give_back("a")
    take("a", limit)


@pytest.mark.django_db
@given(
    names=st.lists(st.sampled_from("abcde"), min_size=0, max_size=25),
    size=st.integers(1, 7),
    descending=st.booleans(),
)
@drawn(4, 100)
def test_pages_walk_through_everything_both_ways(names: list[str], size: int, descending: bool) -> None:
    Person.objects.all().delete()
    for name in names:
        make.person(name, "X")
    order = ("-first_name", "pk") if descending else ("first_name", "pk")
    expected = list(Person.objects.order_by(*order).values_list("pk", flat=True))
    seen, after, pages = [], "", []
    while True:
        page = paginate(Person.objects.all(), order, after=after, size=size)
        pages.append(page)
        seen += [row.pk for row in page.items]
        after = page.after
        if not after:
            break
    assert seen == expected
    for later, earlier in zip(reversed(pages), list(reversed(pages))[1:], strict=False):
        back = paginate(Person.objects.all(), order, before=later.before, size=size)
        assert [row.pk for row in back.items] == [row.pk for row in earlier.items]


@pytest.mark.attack
@pytest.mark.django_db
def test_a_forged_mark_gives_the_first_page() -> None:
    make.person("A", "X")
    for mark in ("x", "W10", "eyJhIjoxfQ:1:x", "' OR 1=1 --"):
        assert [
            p.first_name for p in paginate(Person.objects.all(), ("first_name", "pk"), after=mark).items
        ] == ["A"]


def test_in_force_is_written_out() -> None:
    assert with_periods(
        "SELECT x FROM l WHERE in_force(l.starts, ends, %(now)s) OR in_force(a, b, wall.now())"
    ) == (
        "SELECT x FROM l WHERE l.starts <= %(now)s AND (ends IS NULL OR ends > %(now)s)"
        " OR a <= wall.now() AND (b IS NULL OR b > wall.now())"
    )


@pytest.mark.django_db
def test_a_statement_takes_its_values_by_name() -> None:
    statement = Statement(
        "SELECT %(b)s::text, 7 %% 4, %(a)s + 1, %(b)s::text, cardinality(%(c)s::bigint[]), '%%(a)s'"
    )
    assert statement.rows(a=2**40, b="x'%", c=[1, 2], unused=None) == [
        ("x'%", 3, 2**40 + 1, "x'%", 2, "%(a)s")
    ]


def test_a_statement_of_a_file_begins_with_its_first_word(tmp_path: Path) -> None:
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "one.sql").write_text("-- What it reads,\n-- and why.\nSELECT %(a)s -- here\n")
    assert Statement.beside(str(tmp_path / "module.py"), "one").sql == "SELECT %(a)s -- here\n"


@pytest.mark.django_db
def test_a_statement_is_watched_on_its_way_and_never_changed() -> None:
    statement, seen = Statement("SELECT %(a)s + 1"), []

    def watched(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watched):
        assert statement.rows(a=1) == [(2,)]
    assert seen == [statement.sql]
    with (
        connection.execute_wrapper(lambda execute, sql, *rest: execute(f"{sql} + 1", *rest)),
        pytest.raises(ValueError, match="changed"),
    ):
        statement.rows(a=1)
