"""In an emergency: the numbers of who answers for a child, two touches from any page, for who may read them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.models import ContactDetails
from tests import factories as make
from tests.cast import Cast

# Whom the row « guardians' phone » of the rights shows the numbers of the guardians of Léa to.
WHO = {
    "teacher": True, "substitute": True, "director": True, "deputy": True, "agent": True,
    "staff": False, "delegate": False, "teacher_cm2": False, "lea": False, "inspector": False, "paul": False,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _numbers(cast: Cast) -> None:
    for name, number in (("samira", "0611111111"), ("paul", "0622222222"), ("no_exercise", "0633333333")):
        ContactDetails.objects.update_or_create(
            person=cast.people[name], defaults={"phone_mobile": number, "phone_home": "", "phone_work": ""}
        )


def _calls(page: str) -> set[str]:
    return set(re.findall(r'href="tel:(\d+)"', page))


@pytest.mark.parametrize("who", WHO)
def test_the_search_calls_who_answers_for_the_child(cast: Cast, sign_in: Any, who: str) -> None:
    client = sign_in(cast.people[who])
    answer = client.post(reverse("people:search"), {"nom": "léa"})
    found = _calls(answer.text)
    assert ({"0611111111", "0622222222"} <= found) == WHO[who]
    # Paul reads the own number alone, on his own page; no search shows what the rights do not.
    assert WHO[who] or not found


@pytest.mark.parametrize("who", WHO)
def test_the_page_of_the_child_calls_too(cast: Cast, sign_in: Any, who: str) -> None:
    answer = sign_in(cast.people[who]).get(reverse("people:person", args=[cast.lea.public_id]))
    found = _calls(answer.text) if answer.status_code == 200 else set()
    assert ({"0611111111", "0622222222"} <= found) == WHO[who]
    assert "0611111111" in found or not WHO[who]


@pytest.mark.parametrize("place", ["home:home", "liaison:list", "accounts:me", "school:classes"])
def test_two_touches_from_any_page(cast: Cast, sign_in: Any, place: str) -> None:
    """The magnifying glass, then the number; from the home of the class, the child, then the number."""
    client = sign_in(cast.teacher)
    page = client.get(reverse(place)).text
    glass = re.search(r'<a class="ico-b" href="([^"]+)" aria-label="Chercher">', page)
    assert glass
    form = client.get(glass[1]).text
    assert 'name="nom"' in form
    assert "0611111111" in _calls(client.post(glass[1], {"nom": "martin léa"}).text)
    if place == "home:home":
        child = re.search(rf'href="({reverse("people:person", args=[cast.lea.public_id])})"', page)
        assert child
        assert "0611111111" in _calls(client.get(child[1]).text)


def test_the_page_of_the_direction_calls_too(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.director).get(reverse("school:person", args=[cast.lea.public_id])).text
    assert {"0611111111", "0622222222"} <= _calls(page)


def test_a_restriction_is_said_beside_the_number(cast: Cast, sign_in: Any) -> None:
    """Who calls in a hurry reads whom to ask about first."""
    ContactDetails.objects.update_or_create(
        person=cast.restricted_2, defaults={"phone_mobile": "0644444444", "phone_home": "", "phone_work": ""}
    )
    page = sign_in(cast.director).post(reverse("people:search"), {"nom": "zoé"}).text
    row = re.search(r"<li[^>]*>(?:(?!<li).)*?tel:0644444444", page, re.DOTALL)
    assert row
    assert "Restriction" in row[0]


def test_calling_costs_the_same(cast: Cast, sign_in: Any) -> None:
    counts = []
    for size in (3, 12):
        for _ in range(size):
            make.guardian(make.pupil(cast.tilleuls, cast.ce1, "Cent", "QUERELLE"))
        client = sign_in(cast.teacher)
        client.get(reverse("people:search"))
        with CaptureQueriesContext(connection) as captured:
            assert "tel:" in client.post(reverse("people:search"), {"nom": "querelle"}).text
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
