"""A part of a home that cannot be read says so in its place; the others stand."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import IntegerField, Value
from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.notifications import sections
from eprimo.foundation.notifications.sections import HomeQuery, Section, SectionPlace, register_section
from tests.cast import Cast

HOME = reverse("home:home")
UNREAD = "Cette partie n’a pas pu être lue"
_EVERYBODY = frozenset(Role)


@pytest.fixture
def _as_they_were() -> Iterator[None]:
    before = dict(sections._sections)
    yield
    sections._sections.clear()
    sections._sections.update(before)
    sections._composed.cache_clear()


def _divided(_actor: Actor) -> Any:
    return Value(1, IntegerField()) / (Value(1, IntegerField()) - Value(1, IntegerField()))


def _no_table(_actor: Actor, _asked: HomeQuery) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    return {}


def _kept(_actor: Actor, value: int) -> dict[str, Any]:
    return {"waits": [sections.Wait("mail", f"Lu {value}", "", HOME)]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_as_they_were")
def test_what_cannot_be_read_says_so_and_the_others_stand(
    cast: Cast, sign_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    register_section(
        Section("kept", "", _EVERYBODY, query=lambda _: Value(7), composed=True, from_value=_kept)
    )
    client = sign_in(cast.director)
    whole = client.get(HOME).text
    assert UNREAD not in whole
    register_section(
        Section(
            "fails", "", _EVERYBODY, query=_divided, composed=True, from_value=_kept, place=SectionPlace.WEEK
        )
    )
    register_section(Section("loads", "", _EVERYBODY, load=_no_table))
    page = client.get(HOME).text
    assert page.count(UNREAD) == 2
    assert "Lu 7" in page
    for part in ("ma-journee", "a-venir", "actualites"):
        assert (f'id="{part}"' in page) == (f'id="{part}"' in whole)
    assert [one.message for one in caplog.records if "of a home" in one.message] == [
        "The section fails of a home was not read: DivisionByZero.",
        "The section loads of a home was not read: UndefinedTable.",
    ]
    # A page for which the database is away, or too slow, is no page with a hole in it.
    sections._sections.pop("loads")
    with connection.execute_wrapper(_away), pytest.raises(OperationalError):
        client.get(HOME)


def _away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if "no_such_table" in sql or "/ (" in sql:
        raise OperationalError("canceling statement due to statement timeout")
    return execute(sql, params, many, context)
