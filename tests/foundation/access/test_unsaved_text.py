"""What was typed when the session had ended meanwhile: shown to whoever typed it, and to no other site."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from eprimo.foundation.access.unsaved_text import SECRET
from eprimo.foundation.accounts.forms import PasswordChangeForm, SecretField
from eprimo.services.liaison.models import Note
from tests.cast import Cast

WORDS = "Nous partirons à 8 h 45, avec un pique-nique <b>sans</b> couverts."
TYPED = {
    "kind": "information",
    "title": "Sortie au château",
    "text": WORDS,
    "draft_key": "une clé à nous",
    "do": "keep",
}


def test_what_was_typed_is_shown_and_the_door_leads_back(cast: Cast, client: Any) -> None:
    url = reverse("liaison:new")
    answer = client.post(url, TYPED, headers={"referer": f"http://testserver{url}?modele=piscine"})
    assert answer.status_code == 401
    assert "Nous partirons à 8 h 45, avec un pique-nique &lt;b&gt;sans&lt;/b&gt; couverts." in answer.text
    assert "Sortie au château" in answer.text
    assert "une clé à nous" not in answer.text
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


def _forms(of: type = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for one in of.__subclasses__():
        yield one
        yield from _forms(one)


def test_every_form_with_a_secret_is_known_by_a_name() -> None:
    """Its other fields may have any name: « again » is a password too."""
    reverse("home:home")  # every form is loaded with the routes
    asks = {
        form: list(form.base_fields)
        for form in _forms()
        if form.__module__.startswith("eprimo.")
        and any(isinstance(field, SecretField) for field in getattr(form, "base_fields", {}).values())
    }
    assert PasswordChangeForm in asks
    assert [form.__name__ for form, names in asks.items() if not any(map(SECRET.search, names))] == []


@pytest.mark.attack
def test_a_password_is_never_shown_again(cast: Cast, client: Any) -> None:
    phrase = "une nouvelle phrase à moi, bien longue"
    typed = {"old": "correct cheval batterie agrafe", "password": phrase, "again": phrase}
    answer = client.post(reverse("accounts:password"), typed)
    assert answer.status_code == 302
    for words in typed.values():
        assert words not in answer.text + answer["Location"]


@pytest.mark.attack
def test_another_site_has_none_of_its_words_shown(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("liaison:new"), TYPED)
    assert answer.status_code == 403
    assert "Nous partirons" not in answer.text


def test_few_words_go_to_the_door_and_pieces_are_refused_as_before(cast: Cast, client: Any) -> None:
    few = client.post(reverse("liaison:new"), {"title": "Piscine", "text": "Lundi matin."})
    assert few["Location"] == reverse("accounts:sign_in")
    url = reverse("notices:preferences")
    pressed = client.post(url, {"do": "keep"}, headers={"referer": f"http://testserver{url}"})
    assert pressed["Location"] == f"{reverse('accounts:sign_in')}?suite={quote(url, safe='')}"
    piece = client.post(reverse("liaison:autosave"), TYPED)
    assert (piece.status_code, "Nous" in piece.text) == (401, False)
