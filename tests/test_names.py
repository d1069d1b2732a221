"""What a screen reader says: each article has a name, and no two links or buttons of a page say the same of two
things."""

from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from eprimo.foundation.kernel import clock
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.models import Note
from tests.accnames import Page, faults
from tests.cast import Cast
from tests.conftest import NOW
from tests.e2e.world import FILES
from tests.services.liaison.notes import to_answer, to_sign
from tests.sizes import sized

# The fewest pages that a crawl must find.
LEAST = {"samira": 15, "lea": 5, "petit": 3, "teacher": 10, "director": 10, "delegate": 5, "agent": 3}
MOST_OF_A_KIND = sized(2, 3)


def walked(client: Client, start: str = "/") -> Iterator[tuple[str, str]]:
    """The pages that links lead to, each kind a few times."""
    waiting, seen, kinds = deque([start]), {start}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        try:
            route = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if route in FILES or kinds[route] >= MOST_OF_A_KIND:
            continue
        kinds[route] += 1
        response = client.get(path, follow=True)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        text = response.content.decode()
        yield path, text
        here = response.request["PATH_INFO"]
        for one in Page(text).named:
            to = urldefrag(one.attrs.get("href", "")).url
            to = here + to if to.startswith("?") else to
            if to.startswith("/") and to not in seen:
                seen.add(to)
                waiting.append(to)


@pytest.mark.drill
def test_each_article_has_a_name_and_no_name_is_of_two_things(
    furnished: Cast, client: Client, sign_in: Any
) -> None:
    """One after the other: the school is furnished once."""
    found, counts = [], Counter[str]()
    for who in LEAST:
        sign_in(furnished.people[who])
        for path, text in walked(client):
            counts[who] += 1
            found += [f"{who} {path} {one}" for one in faults(text)]
    assert not found, "\n" + "\n".join(found)
    assert [who for who, least in LEAST.items() if counts[who] < least] == []


def test_cards_that_open_and_those_that_lead_to_their_page(cast: Cast, sign_in: Any) -> None:
    """Many notes for two children: some open on the card, further ones lead to their page; one is signed for one
    child alone, one is answered, one is over."""
    for number in range(8):
        to_sign(cast, by="director", classes=(cast.ce1, cast.cm2), title=f"Sortie {number}")
    for number in range(8):
        to_answer(cast, title=f"Piscine {number}", event_on=date(2026, 11, 25) if number else None)
    note_sign(actor=cast.actor("samira"), note=Note.objects.earliest("pk"), child=cast.lea)
    client = sign_in(cast.samira)
    for day in (NOW, datetime(2026, 11, 26, 9, tzinfo=UTC)):
        with clock.frozen(day):
            for language in ("fr", "ar"):
                for path in ("/", f"/?enfant={cast.noe.public_id}", reverse("liaison:family")):
                    page = client.get(path, headers={"Accept-Language": language})
                    assert len(Page(page.text).named) > 20
                    assert not faults(page.text), path


def test_a_card_is_called_by_its_note_and_its_children(cast: Cast, sign_in: Any) -> None:
    to_sign(cast, by="director", classes=(cast.ce1, cast.cm2), title="Sortie au château")
    page = Page(sign_in(cast.samira).get("/").text)
    (article,) = (one for one in page.named if one.tag == "article")
    assert page.name(article) == "Sortie au château, Léa, Noé"
    said = {page.name(one) for one in page.named if one.tag in {"button", "summary"}}
    assert "Je signe pour Léa et Noé Sortie au château" in said


def test_what_is_looked_for_is_found() -> None:
    links = ("/1", "/2", "/2")
    page = '<article><h3>Un</h3></article><a href="/3"></a>' + "".join(
        f'<a href="{one}">Lire</a>' for one in links
    )
    assert len(faults(page)) == 3
    named = '<article aria-labelledby="t"><h3 id="t">Un</h3></article><a href="/1">Lire<span class="vh"> un</span></a>'
    assert not faults(named)
