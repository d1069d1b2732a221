"""Accounts made for whole schools, their logins; pupils' words under their keys."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.logins import login_base, typed_login
from eprimo.foundation.accounts.models import Account, AccountSecret
from eprimo.foundation.accounts.pupil_words import WordsUnreadable, words_close, words_match, words_open
from tests import factories as make
from tests.cast import Cast
from tests.foundation.accounts.conftest import WORDS


@pytest.mark.parametrize(
    ("first", "last", "base"),
    [
        ("Léa", "MARTIN", "lea.martin"),
        ("Léa-Lou", "LE GOFF", "lea-lou.le-goff"),
        ("Œdipe", "D’ARC", "oedipe.d-arc"),
        ("Ян", "", "compte"),
        ("Jean 2", "DUPONT 3", "jean-2.dupont"),
        ("A" * 60, "B", "a" * 48),
        ("Ł.", "Ø’Neil", "l.o-neil"),
    ],
)
def test_logins_are_folded(first: str, last: str, base: str) -> None:
    assert login_base(first, last) == base


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_gives_a_login_of_the_right_form(first: str, last: str) -> None:
    import re

    base = login_base(first, last)
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,63}", base)
    assert not base[-1].isdigit()
    assert typed_login(base) == base


@pytest.mark.parametrize("typed", ["Léa.Martin", " lea.martin ", "LEA.MARTIN", "lea . martin"])
def test_a_login_is_forgiven_its_accents(typed: str) -> None:
    assert typed_login(typed) == "lea.martin"


def test_namesakes_get_numbers(db: None) -> None:
    people = [make.person("Léa", "MARTIN") for _ in range(3)]
    make.account(make.person("Léa", "MARTIN"), login="lea.martin12")
    assert accounts_ensure(person_ids=[person.pk for person in people]) == 3
    logins = list(
        Account.objects.filter(person__in=people).order_by("person").values_list("login", flat=True)
    )
    assert logins == ["lea.martin13", "lea.martin14", "lea.martin15"]
    assert accounts_ensure(person_ids=[person.pk for person in people]) == 0


def test_a_whole_school_in_a_few_statements_and_no_hash(db: None, monkeypatch: Any) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a password was hashed at import")

    monkeypatch.setattr("eprimo.foundation.accounts.hashers.Argon2id.encode", refuse)
    people = [make.person("Léa", "MARTIN").pk for _ in range(300)]
    with CaptureQueriesContext(connection) as captured:
        assert accounts_ensure(person_ids=people) == 300
    assert len(captured) <= 9
    assert not Account.objects.filter(activated_at__isnull=False).exists()


def test_words_are_encrypted_and_tied_to_the_account(cast: Cast, child: Account) -> None:
    raw = bytes(Account.objects.get(pk=child.pk).words or b"")
    assert raw.startswith(b"1:")
    assert b"tortue" not in raw
    assert words_open(child) == WORDS
    stolen = cast.noe.account
    AccountSecret(account=stolen, words=child.words)
    with pytest.raises(WordsUnreadable):
        words_open(stolen)
    assert not words_match(stolen, " ".join(WORDS))


def test_keys_rotate(child: Account, settings: Any) -> None:
    """The new key encrypts, the old one still opens; without it the words are gone, and nothing breaks at the door."""
    old = settings.CARD_KEY
    settings.CARD_KEY = f"a-newer-key-of-the-deployer {old}"
    assert words_open(child) == WORDS
    make.secret(child, words=words_close(child.pk, WORDS))
    settings.CARD_KEY = "a-newer-key-of-the-deployer"
    assert words_open(child) == WORDS
    settings.CARD_KEY = old
    with pytest.raises(WordsUnreadable):
        words_open(child)
    assert not words_match(child, " ".join(WORDS))
