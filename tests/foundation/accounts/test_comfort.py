"""Reading comfort: one's own, tried on the page, kept, and followed by every page in the actor's first statement."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.access.actors import for_person, from_session
from eprimo.foundation.accounts.actions.accounts import Comfort, comfort_change
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.models import AuditLine
from tests.cast import Cast
from tests.foundation.accounts.test_me import EVERYBODY

CHOSEN = Comfort(
    language="ar", theme="contraste", reading="aere", font="opendyslexic", text_size="grand", animations="non"
)
PLAIN = Comfort(language="", theme="", reading="normal", font="defaut", text_size="normal", animations="")


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_keeps_the_own_choice(cast: Cast, sign_in: Any, name: str) -> None:
    person = cast.people[name]
    client = sign_in(person)
    assert client.get("/compte/confort").status_code == 200
    assert client.post("/compte/confort", asdict(CHOSEN)).status_code == 302
    assert Comfort.of(Account.objects.get(person=person)) == CHOSEN
    others = Account.objects.exclude(person=person)
    assert {Comfort.of(account) for account in others} == {PLAIN}


def test_every_page_follows(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    text = client.get("/compte/").content.decode()
    assert 'data-ep-habillage="standard" data-ep-lecture="normal">' in text
    client.post("/compte/confort", asdict(CHOSEN))
    text = client.get("/compte/").content.decode()
    for attribute in (
        'data-ep-theme="contraste"', 'data-ep-lecture="aere"', 'data-ep-police="opendyslexic"',
        'data-ep-taille="grand"', 'data-ep-animations="non"',
    ):  # fmt: skip
        assert attribute in text
    assert 'href="/compte/confort"' in text


def test_the_choice_comes_with_the_actors_first_statement(cast: Cast) -> None:
    _, key = session_open(cast.samira.account)
    from_session(key)
    comfort_change(actor=cast.actor("samira"), comfort=CHOSEN)
    with CaptureQueriesContext(connection) as queries:
        signed_in = from_session(key)
    assert len(queries) == 1
    assert signed_in is not None
    assert Comfort.of(signed_in.actor) == CHOSEN
    assert Comfort.of(for_person(cast.samira.pk)) == CHOSEN


def test_trying_keeps_nothing(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    answer = client.post("/compte/confort", {**asdict(CHOSEN), "try": "1"})
    assert answer.status_code == 200
    assert b'data-ep-theme="contraste"' in answer.content
    assert Comfort.of(Account.objects.get(person=cast.samira)) == PLAIN
    assert b"data-ep-theme" not in client.get("/compte/").content


def test_the_trail_says_that_it_changed_and_not_to_what(cast: Cast) -> None:
    actor = cast.actor("samira")
    comfort_change(actor=actor, comfort=CHOSEN)
    # Twice the same choice is no change.
    comfort_change(actor=actor, comfort=CHOSEN)
    lines = AuditLine.objects.filter(act="accounts.comfort.changed")
    assert [line.details for line in lines] == [{}]


@pytest.mark.parametrize(
    ("name", "value"), [("theme", '"><script>'), ("language", "tlh"), ("font", "Comic Sans"), ("reading", "")]
)
def test_an_unknown_choice_comes_back(cast: Cast, sign_in: Any, name: str, value: str) -> None:
    client = sign_in(cast.samira)
    answer = client.post("/compte/confort", {**asdict(CHOSEN), name: value})
    assert answer.status_code == 422
    assert b"<script>" not in answer.content
    assert Comfort.of(Account.objects.get(person=cast.samira)) == PLAIN


def test_the_database_knows_the_choices_too(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="account_comfort_known"), transaction.atomic():
        Account.objects.filter(person=cast.samira).update(theme="violet")


def test_the_little_ones_keep_their_letters(cast: Cast, sign_in: Any) -> None:
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(skin="petits")
    client = sign_in(cast.lea)
    text = client.get("/compte/confort").content.decode()
    assert 'data-ep-habillage="petits"' in text
    assert 'name="font"' not in text
    assert 'name="language"' not in text
    client.post("/compte/confort", asdict(CHOSEN))
    kept = Comfort.of(Account.objects.get(person=cast.lea))
    assert kept == replace(CHOSEN, font="defaut", language="")
    Account.objects.filter(person=cast.lea).update(font="opendyslexic")
    assert "data-ep-police" not in client.get("/compte/confort").content.decode()


def test_languages_are_written_in_their_own_names(cast: Cast, sign_in: Any) -> None:
    text = sign_in(cast.samira).get("/compte/confort").content.decode()
    for language, name in (("fr", "Français"), ("en", "English"), ("ar", "العربية")):
        assert f'<span lang="{language}">{name}</span>' in text


def test_before_the_charter_and_never_for_a_stranger(cast: Cast, sign_in: Any) -> None:
    Account.objects.filter(person=cast.samira).update(charter_at=None, charter_version=None)
    assert sign_in(cast.samira).get("/compte/confort").status_code == 200
    assert Client().get("/compte/confort").status_code == 302
