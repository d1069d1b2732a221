"""A database that is away is no fault of the page: 503, come again; and who sent something is told to look first."""

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from eprimo.foundation.directory.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.urls("tests.config.slow_urls")


def ask(person: Person | None, sign_in, *, post: bool = False, path: str = "/lent/") -> HttpResponse:
    """As a server answers: what a view raises becomes a page."""
    client = sign_in(person) if person else Client()
    client.raise_request_exception = False
    return client.post(path) if post else client.get(path)


def test_a_statement_beyond_its_limit_is_a_503_that_says_when_to_come_again(cast: Cast, sign_in) -> None:
    answer = ask(cast.samira, sign_in)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert "Réessayez dans une minute" in answer.text
    assert "déjà là" not in answer.text


def test_who_sent_something_is_told_to_look_first(cast: Cast, sign_in) -> None:
    assert "regardez d’abord si c’est déjà là" in ask(cast.samira, sign_in, post=True).text


def test_a_child_is_told_so_too(cast: Cast, sign_in) -> None:
    answer = ask(cast.lea, sign_in)
    assert answer.status_code == 503
    assert "Ce n’est pas ta faute" in answer.text


@pytest.mark.django_db
def test_a_fault_of_ours_stays_a_500(sign_in) -> None:
    answer = ask(None, sign_in, path="/casse/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer


@pytest.mark.parametrize("path", ["/mur/absent/", "/mur/casse/"])
def test_a_wall_whose_function_fails_lets_nothing_through(cast: Cast, sign_in, path: str) -> None:
    """It closes: a 503 with a sentence, and neither a page nor a name."""
    answer = ask(cast.samira, sign_in, path=path)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Réessayez dans une minute" in answer.text
    assert cast.tilleuls.name not in answer.text


@pytest.mark.django_db(transaction=True)
def test_no_server_at_all_is_a_503(sign_in) -> None:
    """The session is read before any view: its failure is answered as well."""
    kept = connection.settings_dict
    connection.close()
    try:
        connection.settings_dict = {**kept, "HOST": "127.0.0.1", "PORT": "1"}
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 43
        answer = client.get("/")
        assert answer.status_code == 503
        assert "Réessayez dans une minute" in answer.text
    finally:
        connection.close()
        connection.settings_dict = kept
