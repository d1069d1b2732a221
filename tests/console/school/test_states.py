"""The director sees who is expected, active, suspended, leaving, and until when the data of who left is kept."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Affiliation
from tests.cast import Cast
from tests.conftest import NOW


@pytest.fixture
def desk(cast: Cast, sign_in: Any) -> Any:
    return sign_in(cast.director)


def _people(desk: Any, state: str) -> str:
    text: str = desk.get(reverse("school:people"), {"etat": state}).content.decode()
    return text


def test_the_list_is_narrowed_by_state(cast: Cast, desk: Any) -> None:
    Account.objects.filter(person=cast.noe).update(state="expected", activated_at=None)
    Account.objects.filter(person=cast.teacher).update(state="suspended")
    for state, shown in (("expected", "noe"), ("active", "yanis"), ("suspended", "teacher")):
        text = _people(desk, state)
        assert str(cast.people[shown].public_id) in text
        others = {"noe", "yanis", "teacher"} - {shown}
        assert not any(str(cast.people[name].public_id) in text for name in others), state
    # The file holds what the page shows.
    file = desk.post(reverse("school:people_file"), {"etat": "suspended"}).content.decode()
    assert "LE GALL" in file
    assert "BELKACEM" not in file


def test_who_is_leaving_stands_on_the_page_of_departures(cast: Cast, desk: Any) -> None:
    answer = desk.get(reverse("school:people"), {"etat": "leaving"})
    assert answer["Location"] == reverse("school:left")
    text = desk.get(reverse("school:left")).content.decode().replace("\u00a0", " ")
    # Left on the first of October: ninety days.
    assert "30 décembre 2026" in text
    Affiliation.objects.filter(person=cast.former_teacher).update(ends=NOW, end_reason="left")
    assert "22 février 2027" in desk.get(reverse("school:left")).content.decode().replace("\u00a0", " ")


def test_home_counts_them_adults_of_pupils_included(cast: Cast, desk: Any) -> None:
    text = desk.get(reverse("school:home")).content.decode()
    # The former teacher, the former pupil and its guardian.
    assert "personnes en partance" in text
    assert ">3<" in text.replace(" ", "")


def test_sql_of_the_pages_does_not_grow(cast: Cast, desk: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        desk.get(reverse("school:left"))
    with django_assert_max_num_queries(12):
        desk.get(reverse("school:home"))
