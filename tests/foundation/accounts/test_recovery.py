"""A forgotten password, and the address that helps then. Codes are read from the e-mails that were sent."""

import re
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts import throttles
from eprimo.foundation.accounts.codes import MAIL_AGAIN
from eprimo.foundation.accounts.models import Account, SignInCode
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.foundation.kernel.outbox import run_due
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD

NEW = "brume lente sous la porte"
ASK, USE, EMAIL, CONFIRM = "/compte/oublie", "/compte/oublie/code", "/compte/adresse", "/compte/adresse/code"


def said(answer: HttpResponse) -> bytes:
    """The page, but for the token of its forms."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


@pytest.fixture
def reachable(adult: Account) -> Account:
    """Samira, with a confirmed recovery address."""
    Account.objects.filter(pk=adult.pk).update(
        recovery_email="samira@exemple.fr", recovery_email_confirmed_at=NOW
    )
    adult.refresh_from_db()
    return adult


def code_in(message: Any) -> str:
    """The code of an e-mail."""
    found = re.search(r"^    (\S+)$", message.body, re.MULTILINE)
    assert found is not None
    return found[1]


def use(client: Client, code: str, password: str = NEW) -> Any:
    return client.post(USE, {"code": code, "password": password, "again": password})


def test_a_code_by_e_mail_gives_a_new_password(
    reachable: Account, client: Client, enter: Callable[..., Any]
) -> None:
    _, session = session_open(reachable)
    assert client.post(ASK, {"login": "samira"}).status_code == 200
    run_due()
    (message,) = mail.outbox
    assert message.to == ["samira@exemple.fr"]
    assert use(client, code_in(message)).status_code == 302
    assert client.get("/compte/").status_code == 200
    assert from_session(session) is None
    assert enter("samira", NEW).status_code == 302
    run_due()
    assert mail.outbox[-1].subject == "Votre mot de passe a été changé"


def test_weak_passwords_are_refused_here_too(reachable: Account, client: Client) -> None:
    client.post(ASK, {"login": "samira"})
    run_due()
    code = code_in(mail.outbox[0])
    assert use(client, code, "samira martin").status_code == 422
    assert use(client, code).status_code == 302


def test_no_address_no_mail(adult: Account, client: Client) -> None:
    page = client.post(ASK, {"login": "samira"}).content.decode()
    run_due()
    assert mail.outbox == []
    assert "Demandez une nouvelle fiche" in page


def test_asking_does_not_kill_the_printed_sheet(cast: Cast, reachable: Account, client: Client) -> None:
    from eprimo.foundation.accounts.actions.sheets import sheets_make

    letter = sheets_make(actor=None, person_ids=[cast.samira.pk], school=cast.tilleuls).letters[0]
    client.post(ASK, {"login": "samira"})
    run_due()
    assert client.post("/compte/activation", {"step": "code", "code": letter.code}).status_code == 200


def test_the_address_is_given_confirmed_changed_and_taken_away(
    cast: Cast, adult: Account, sign_in: Any
) -> None:
    client = sign_in(cast.samira)
    assert client.post(EMAIL, {"email": "neuve@exemple.fr", "password": PASSWORD})["Location"] == CONFIRM
    run_due()
    adult.refresh_from_db()
    assert adult.recovery_email == ""
    assert client.post(CONFIRM, {"code": code_in(mail.outbox[0])}).status_code == 302
    adult.refresh_from_db()
    assert (adult.recovery_email, adult.recovery_email_pending) == ("neuve@exemple.fr", "")
    assert adult.recovery_email_confirmed_at == NOW
    assert client.post(EMAIL, {"email": "", "password": PASSWORD})["Location"] == "/compte/"
    run_due()
    adult.refresh_from_db()
    assert adult.recovery_email == ""
    assert mail.outbox[-1].to == ["neuve@exemple.fr"]


def test_a_new_address_that_refuses_has_the_old_one_told_once(
    cast: Cast, reachable: Account, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letter to the new one is tried again; the one that left for the old one is not."""
    told: list[str] = []

    def refusing(message: mail.EmailMessage) -> int:
        told.extend(message.to)
        if message.to == ["fautive@exemple.fr"]:
            raise SMTPRecipientsRefused({})
        return 1

    monkeypatch.setattr(mail.EmailMessage, "send", refusing)
    sign_in(cast.samira).post(EMAIL, {"email": "fautive@exemple.fr", "password": PASSWORD})
    for minute in (0, 10, 20):
        with clock.frozen(NOW + timedelta(minutes=minute)):
            run_due()
    assert told == ["samira@exemple.fr", *["fautive@exemple.fr"] * 3]


def test_the_address_of_somebody_else_is_answered_as_any_other(
    cast: Cast, adult: Account, sign_in: Any
) -> None:
    """One's own e-mail is asked of nobody else's account: what is known of it changes no word nor statement."""
    Account.objects.filter(person=cast.paul).update(
        recovery_email="paul@exemple.fr", recovery_email_confirmed_at=NOW
    )
    answers = []
    for email in ("personne@exemple.fr", "paul@exemple.fr", "inconnu@exemple.fr"):
        client = sign_in(cast.samira)
        client.get(EMAIL)
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(EMAIL, {"email": email, "password": PASSWORD})
            cost = len(asked)
        answers.append((answer.status_code, answer["Location"], said(answer), cost))
    assert answers[1] == answers[2]
    assert Account.objects.get(person=cast.paul).recovery_email == "paul@exemple.fr"


def test_pupils_have_words_and_no_address(cast: Cast, child: Account, sign_in: Any) -> None:
    client = sign_in(cast.lea)
    for url in (EMAIL, CONFIRM, "/compte/mot-de-passe"):
        assert client.get(url).status_code == 404
    assert "Mes trois mots" in client.get("/compte/").content.decode()


@pytest.mark.attack
def test_a07_asking_again_and_again_sends_little_and_says_the_same(
    reachable: Account, client: Client
) -> None:
    """Somebody else empties the login's bucket: the same page, no mail, and the code on its way still opens."""
    answers = [client.post(ASK, {"login": "samira"}) for _ in range(6)]
    assert {(answer.status_code, said(answer)) for answer in answers} == {(200, said(answers[0]))}
    assert OutboxEvent.objects.filter(kind__icontains="RecoveryAsked").count() == throttles.MAILS_LOGIN.burst
    run_due()
    (message,) = mail.outbox
    with clock.frozen(NOW + timedelta(minutes=4)):
        client.post(ASK, {"login": "samira"})
        run_due()
        assert len(mail.outbox) == 1
        assert use(client, code_in(message)).status_code == 302


@pytest.mark.attack
def test_a07_one_account_does_not_bomb_an_address(cast: Cast, adult: Account, sign_in: Any) -> None:
    client, data = sign_in(cast.samira), {"email": "victime@exemple.fr", "password": PASSWORD}
    statuses = [client.post(EMAIL, data).status_code for _ in range(8)]
    assert statuses == [302] * throttles.MAILS_OWN.burst + [429] * 2
    run_due()
    assert len(mail.outbox) == throttles.MAILS_OWN.burst


@pytest.mark.attack
def test_a06_asking_says_nothing_of_the_account(reachable: Account, client: Client) -> None:
    answers, statements = set(), set()
    for login in ("samira", "paul", "lea", "personne.nulle"):
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(ASK, {"login": login})
        answers.add((answer.status_code, said(answer)))
        statements.add(len(captured))
    assert len(answers) == len(statements) == 1


@pytest.mark.attack
def test_a07_nothing_of_the_address_is_shown(reachable: Account, client: Client) -> None:
    pages = client.post(ASK, {"login": "samira"}).content + client.get(USE).content + client.get(ASK).content
    assert b"exemple.fr" not in pages
    assert b"@" not in pages


@pytest.mark.attack
def test_a08_the_host_of_the_request_is_not_believed(reachable: Account, client: Client) -> None:
    answer = client.post(ASK, {"login": "samira"}, headers={"host": "evil.example"})
    assert answer.status_code == 400
    client.post(ASK, {"login": "samira"}, headers={"X-Forwarded-Host": "evil.example"})
    run_due()
    body = mail.outbox[0].body
    assert "http://127.0.0.1:8000/compte/oublie/code#" in body
    assert "evil" not in body


@pytest.mark.attack
def test_a09_a_code_serves_once_for_twenty_minutes(reachable: Account, client: Client) -> None:
    client.post(ASK, {"login": "samira"})
    run_due()
    code = code_in(mail.outbox[0])
    with clock.frozen(NOW + timedelta(minutes=20)):
        late = use(client, code)
        assert late.status_code == 422
        assert "demandez un autre code" in late.content.decode()
    assert use(client, code).status_code == 302
    client.cookies.clear()
    assert use(client, code).status_code == 422


@pytest.mark.attack
def test_a09_a_code_dies_with_the_state_it_was_made_for(
    cast: Cast, reachable: Account, client: Client
) -> None:
    client.post(ASK, {"login": "samira"})
    run_due()
    code = code_in(mail.outbox[0])
    make.secret(reachable, "changé entre-temps ici")
    assert use(client, code).status_code == 422


@pytest.mark.attack
def test_a09_a_new_code_kills_the_one_before(reachable: Account, client: Client) -> None:
    client.post(ASK, {"login": "samira"})
    run_due()
    with clock.frozen(NOW + MAIL_AGAIN):
        client.post(ASK, {"login": "samira"})
        run_due()
        first, second = map(code_in, mail.outbox)
        assert use(client, first).status_code == 422
        assert use(client, second).status_code == 302


@pytest.mark.attack
def test_a09_a_code_is_not_a_password_nor_another_code(
    reachable: Account, client: Client, enter: Callable[..., Any]
) -> None:
    client.post(ASK, {"login": "samira"})
    run_due()
    code = code_in(mail.outbox[0])
    assert enter("samira", code).status_code == 422
    assert client.post("/compte/activation", {"step": "code", "code": code}).status_code == 422
    assert code.replace("-", "") not in str(list(SignInCode.objects.values())) + str(
        list(OutboxEvent.objects.values())
    )


@pytest.mark.attack
@pytest.mark.parametrize("typed", ["samıra", "ѕamira", "samira@exemple.fr", "samira@exemple.fr\n"])
def test_a10_look_alikes_send_to_the_stored_address_or_nowhere(
    reachable: Account, client: Client, typed: str
) -> None:
    """The address is never what was typed: only the confirmed one of the login that folds to it."""
    client.post(ASK, {"login": typed})
    run_due()
    assert {to for message in mail.outbox for to in message.to} <= {"samira@exemple.fr"}


@pytest.mark.attack
def test_a16_changing_the_address_asks_the_password_and_tells_the_old_one(
    cast: Cast, reachable: Account, sign_in: Any
) -> None:
    client = sign_in(cast.samira)
    wrong = client.post(EMAIL, {"email": "voleur@exemple.fr", "password": "pas le bon mot"})
    assert wrong.status_code == 422
    run_due()
    assert mail.outbox == []
    client.post(EMAIL, {"email": "voleur@exemple.fr", "password": PASSWORD})
    # Until the new address has confirmed, the old one is the one that helps.
    reachable.refresh_from_db()
    assert reachable.recovery_email == "samira@exemple.fr"
    run_due()
    notice = next(message for message in mail.outbox if message.to == ["samira@exemple.fr"])
    assert "prévenez tout de suite l’école" in notice.body
    assert "voleur" not in notice.body


@pytest.mark.attack
def test_a16_the_password_is_not_guessed_inside_a_session(
    cast: Cast, reachable: Account, sign_in: Any
) -> None:
    client = sign_in(cast.samira)
    data = {"email": "voleur@exemple.fr", "password": "pas le bon mot"}
    statuses = [client.post(EMAIL, data).status_code for _ in range(7)]
    assert statuses == [422] * 6 + [429]


@pytest.mark.attack
def test_a16_a_code_of_somebody_else_confirms_nothing(cast: Cast, reachable: Account, sign_in: Any) -> None:
    sign_in(cast.samira).post(EMAIL, {"email": "autre@exemple.fr", "password": PASSWORD})
    run_due()
    code = next(code_in(message) for message in mail.outbox if message.to == ["autre@exemple.fr"])
    assert sign_in(cast.paul).post(CONFIRM, {"code": code}).status_code in {403, 422}
    reachable.refresh_from_db()
    assert reachable.recovery_email == "samira@exemple.fr"


def test_mails_hold_no_name(cast: Cast, reachable: Account, client: Client) -> None:
    client.post(ASK, {"login": "samira"})
    run_due()
    use(client, code_in(mail.outbox[0]))
    run_due()
    text = "\n".join(message.subject + message.body for message in mail.outbox)
    for name in ("Samira", "samira", "Léa", "Noé", "MARTIN", "Tilleuls", "/compte/entrer"):
        assert name not in text
