"""What was typed when the session had ended meanwhile: shown to whoever typed it, and to no other site."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eprimo.services.liaison.models import Note
from tests.cast import Cast

WORDS = "Nous partirons à 8 h 45, avec un pique-nique <b>sans</b> couverts."
TYPED = {
    "kind": "information",
    "title": "Sortie au château",
    "text": WORDS,
    "password": "mot de passe du soir",
    "do": "keep",
}


def test_what_was_typed_is_shown_and_the_door_leads_back(cast: Cast, client: Any) -> None:
    url = reverse("liaison:new")
    answer = client.post(url, TYPED, headers={"referer": f"http://testserver{url}?modele=piscine"})
    assert answer.status_code == 401
    assert "Nous partirons à 8 h 45, avec un pique-nique &lt;b&gt;sans&lt;/b&gt; couverts." in answer.text
    assert "Sortie au château" in answer.text
    assert "mot de passe du soir" not in answer.text
    assert f'href="{reverse("accounts:sign_in")}?suite=%2Fcarnet%2Fnouveau%2F"' in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    "came_from", ["", "https://ailleurs.example/carnet/nouveau/", "http://testserver//ailleurs.example"]
)
def test_the_door_leads_to_no_other_place(cast: Cast, client: Any, came_from: str) -> None:
    answer = client.post(reverse("liaison:new"), TYPED, headers={"referer": came_from})
    assert f'href="{reverse("accounts:sign_in")}"' in answer.text
    assert "ailleurs" not in answer.text


@pytest.mark.attack("D01")
def test_another_site_has_none_of_its_words_shown(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("liaison:new"), TYPED)
    assert answer.status_code == 403
    assert "Nous partirons" not in answer.text


def test_few_words_go_to_the_door_and_pieces_are_refused_as_before(cast: Cast, client: Any) -> None:
    few = client.post(reverse("liaison:new"), {"title": "Piscine", "text": "Lundi matin."})
    assert few["Location"] == reverse("accounts:sign_in")
    piece = client.post(reverse("liaison:autosave"), TYPED)
    assert (piece.status_code, "Nous" in piece.text) == (401, False)
