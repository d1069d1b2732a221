"""Passkeys: what a real authenticator answers is taken; what a liar does is not. Keys of software sign for both."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.enums import News
from eprimo.foundation.accounts.models import Account, AccountNews, Session
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.factors.models import BurntChallenge, Factor, FactorTries
from eprimo.foundation.factors.passkeys import handle_of, questions_purge
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.factors import Strength, factor_lacks
from tests.conftest import NOW
from tests.foundation.factors.conftest import SITE, Equipped
from tests.foundation.factors.software import SoftKey

pytestmark = pytest.mark.django_db

PASSKEY, RENEW, DOOR = "/compte/preuve/cle", "/compte/preuve/codes", "/compte/preuve/entrer"
Make = Callable[..., Equipped]


def question(answer: Any) -> str:
    found = re.search(r'data-ep-question="([^"]*)"', answer.content.decode())
    assert found is not None
    return unescape(found[1])


def enrol(one: Equipped, key: SoftKey) -> Any:
    """By its page, after the code of the telephone; the session is fresh afterwards, so it is emptied again."""
    Session.objects.filter(account=one.person.account).update(second_factor_at=clock.now())
    done = one.client.post(
        PASSKEY, {"answer": key.makes(question(one.client.get(PASSKEY))), "name": "Ordinateur"}
    )
    Session.objects.filter(account=one.person.account).update(second_factor_at=None)
    return done


def asked(one: Equipped) -> str:
    return question(one.client.post(RENEW))


def gives(one: Equipped, answer: str) -> int:
    return int(one.client.post(RENEW, {"factor_assertion": answer}).status_code)


@pytest.fixture
def key() -> SoftKey:
    return SoftKey(SITE, "ent.exemple.fr")


@pytest.fixture
def one(equipped: Make, key: SoftKey) -> Equipped:
    made: Equipped = equipped("director")
    assert enrol(made, key).status_code == 302
    return made


def test_a_passkey_confirms_an_act(one: Equipped, key: SoftKey) -> None:
    assert gives(one, key.signs(asked(one))) == 200
    assert Factor.objects.get(kind="passkey").used_at == clock.now()


def test_the_question_says_no_name_and_the_exact_host(equipped: Make) -> None:
    made = equipped("director")
    Session.objects.update(second_factor_at=NOW)
    said = json.loads(question(made.client.get(PASSKEY)))
    assert said["rp"]["id"] == "ent.exemple.fr"
    assert said["attestation"] == "none"
    account = Account.objects.get(person=made.person)
    assert str(account.pk) not in said["user"]["id"]


def test_a_second_registration_on_one_key_is_told(one: Equipped, key: SoftKey) -> None:
    """Those that are there are named to the browser; one that comes all the same overwrites nothing."""
    Session.objects.update(second_factor_at=NOW)
    said = json.loads(question(one.client.get(PASSKEY)))
    assert len(said["excludeCredentials"]) == 1
    refused = enrol(one, key)
    assert refused.status_code == 422
    assert "déjà" in refused.content.decode()
    assert Factor.objects.filter(kind="passkey").count() == 1


def test_a_replay_is_refused(one: Equipped, key: SoftKey) -> None:
    said = key.signs(asked(one))
    assert gives(one, said) == 200
    Session.objects.update(second_factor_at=None)
    assert gives(one, said) == 403


@pytest.mark.parametrize(
    "origin", ["https://autre.fr", "https://eleves.ent.exemple.fr", "http://ent.exemple.fr"]
)
def test_another_origin_is_refused(one: Equipped, key: SoftKey, origin: str) -> None:
    """A subdomain too: files of strangers could live there."""
    assert gives(one, key.signs(asked(one), origin=origin)) == 403


def test_a_key_of_another_host_is_refused(one: Equipped, key: SoftKey) -> None:
    key.rp_id = "exemple.fr"
    assert gives(one, key.signs(asked(one))) == 403


def test_an_old_question_is_refused(one: Equipped, key: SoftKey) -> None:
    """A page that was left open; no wrong try, since the question was ours."""
    with clock.frozen(NOW + timedelta(minutes=6)):
        late = asked(one)
    with clock.frozen(NOW + timedelta(minutes=12)):
        for _ in range(6):
            refused = one.client.post(RENEW, {"factor_assertion": key.signs(late)})
            assert refused.status_code == 403
        assert gives(one, key.signs(question(refused))) == 200
    assert not FactorTries.objects.exists()


def test_a_question_that_we_did_not_ask_is_refused(one: Equipped, key: SoftKey) -> None:
    assert gives(one, key.signs(asked(one), challenge=b"x" * 56)) == 403


def test_the_question_of_another_session_is_refused(one: Equipped, key: SoftKey, equipped: Make) -> None:
    """A thief with a cookie hands the owner's browser a question of his own session: its answer is not his."""
    other = equipped("teacher")
    enrol(other, SoftKey(SITE, "ent.exemple.fr"))
    assert gives(one, key.signs(asked(other))) == 403


def test_another_accounts_assertion_is_refused(one: Equipped, equipped: Make) -> None:
    other, theirs = equipped("teacher"), SoftKey(SITE, "ent.exemple.fr")
    enrol(other, theirs)
    assert gives(one, theirs.signs(asked(one))) == 403


def test_a_user_handle_of_another_account_is_refused(one: Equipped, key: SoftKey) -> None:
    assert gives(one, key.signs(asked(one), handle=handle_of(12345))) == 403


def test_a_removed_key_is_refused(one: Equipped, key: SoftKey) -> None:
    said = asked(one)
    Factor.objects.filter(kind="passkey").delete()
    assert gives(one, key.signs(said)) == 403


def test_a_forged_signature_is_refused(one: Equipped, key: SoftKey) -> None:
    forger = SoftKey(SITE, "ent.exemple.fr")
    forger.credential, forger.handle = key.credential, key.handle
    assert gives(one, forger.signs(asked(one))) == 403


@pytest.mark.parametrize("said", ["", "{", "[]", '{"id": 1}', '{"rawId": "x", "response": {}}', "x" * 20_001])
def test_nonsense_is_refused(one: Equipped, said: str) -> None:
    assert gives(one, said) == 403


def test_a_key_that_is_none_is_refused(one: Equipped, key: SoftKey) -> None:
    """Cut short: the library reads bytes by their places."""
    Session.objects.filter(account=one.person.account).update(second_factor_at=clock.now())
    made = json.loads(key.makes(question(one.client.get(PASSKEY))))
    made["response"]["attestationObject"] = ""
    refused = one.client.post(PASSKEY, {"answer": json.dumps(made), "name": "Rien"})
    assert refused.status_code == 403
    assert Factor.objects.filter(kind="passkey").count() == 1


def test_questions_that_were_answered_are_forgotten(one: Equipped, key: SoftKey) -> None:
    """Squares of applications too: that of an hour ago is."""
    assert gives(one, key.signs(asked(one))) == 200
    assert questions_purge() == 1
    assert questions_purge() == 0
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert questions_purge() > 0
    assert not BurntChallenge.objects.exists()


def test_after_a_password_a_key_without_a_code_of_its_own_is_enough(one: Equipped, key: SoftKey) -> None:
    """A USB key that only asks to be touched."""
    key.verified = False
    assert gives(one, key.signs(asked(one))) == 200


def test_there_is_none_at_an_address_in_figures(equipped: Make, settings: Any) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    made = equipped("director")
    Session.objects.update(second_factor_at=NOW)
    page = made.client.get(PASSKEY)
    assert page.status_code == 200
    assert "n’accepte pas de clé" in page.content.decode()


def at_the_door(key: SoftKey, **lies: Any) -> Any:
    """A browser that nobody is signed in on."""
    visitor = Client()
    return visitor.post(DOOR, {"answer": key.signs(question(visitor.get(DOOR)), **lies), "suite": "/compte/"})


def test_a_passkey_alone_brings_staff_in(one: Equipped, key: SoftKey, settings: Any) -> None:
    """And has shown both; a new key of the server does not change whose it is."""
    settings.SECRET_KEY = "a new one " * 5
    done = at_the_door(key)
    assert (done.status_code, done["Location"]) == (302, "/compte/")
    signed_in = from_session(done.cookies["eprimo_session"].value)
    assert signed_in is not None
    assert signed_in.actor.person_id == one.person.pk
    assert not factor_lacks(signed_in.actor, Strength.FRESH)


def test_a_key_without_user_verification_brings_nobody_in(one: Equipped, key: SoftKey) -> None:
    """Whoever found it could touch it: without a finger, a face or its code it is no two proofs."""
    key.verified = False
    assert at_the_door(key).status_code == 403
    assert Session.objects.filter(account=one.person.account).count() == 2


def test_nobody_else_comes_in_so(one: Equipped, key: SoftKey) -> None:
    """A key of an unknown one, of another handle, of somebody shut out, of a family."""
    assert at_the_door(SoftKey(SITE, "ent.exemple.fr")).status_code == 403
    assert at_the_door(key, handle=handle_of(12345)).status_code == 403
    Account.objects.filter(pk=one.person.account.pk).update(state="suspended")
    assert at_the_door(key).status_code == 422
    Account.objects.filter(pk=one.person.account.pk).update(state="active")
    Affiliation.objects.filter(person=one.person).update(ends=NOW - timedelta(days=1))
    assert at_the_door(key).status_code == 403
    assert Session.objects.filter(account=one.person.account).count() == 2


def test_a_key_whose_counter_goes_back_is_a_copy_and_its_owner_is_told(
    one: Equipped, key: SoftKey, django_capture_on_commit_callbacks: Any
) -> None:
    told = AccountNews.objects.filter(account=one.person.account, what=News.KEY_COPIED)
    assert gives(one, key.signs(asked(one), counter=5)) != 403
    assert Factor.objects.get(kind="passkey").counter == 5
    for counter in (5, 4, 0):
        Session.objects.filter(account=one.person.account).update(second_factor_at=None)
        assert gives(one, key.signs(asked(one), counter=counter)) == 403
    assert Factor.objects.get(kind="passkey").counter == 5
    assert told.count() >= 1
    Session.objects.filter(account=one.person.account).update(second_factor_at=None)
    assert gives(one, key.signs(asked(one), counter=6)) != 403
