"""A factor is enrolled, removed; nobody is left with one way; the owner is told."""

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from eprimo.foundation.accounts.actions.recovery import mail_code_draw, recovery_use
from eprimo.foundation.accounts.enums import CodePurpose
from eprimo.foundation.accounts.models import Account, AccountNews, Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.factors.codes import code_at, sealed, spelt
from eprimo.foundation.factors.models import Factor, FactorCode
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.ui import french
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import changes, run
from tests.foundation.factors.conftest import PASSWORD, Equipped, knows
from tests.wall import session

pytestmark = pytest.mark.django_db

OWN, APPLICATION, RENEW = "/compte/preuve/", "/compte/preuve/application", "/compte/preuve/codes"
Make = Callable[..., Equipped]


@pytest.fixture
def teacher(cast: Cast, client: Client) -> Client:
    """A teacher without any factor."""
    knows(cast.teacher)
    client.cookies[settings.SESSION_COOKIE_NAME] = session_open(cast.teacher.account)[1]  # type: ignore[attr-defined]
    return client


def form_of(answer: Any) -> tuple[str, bytes]:
    """What the page carries, and the key that it spells."""
    page = answer.content.decode()
    carried = re.search(r'name="sealed" value="([^"]*)"', page)
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert carried is not None
    assert shown is not None
    text = shown[1].replace(" ", "")
    return carried[1], base64.b32decode(text + "=" * (-len(text) % 8))


def test_an_application_and_ten_codes_in_one_go(cast: Cast, teacher: Client) -> None:
    """Without script: a square, its first code, the sheet. Two ways from the first on."""
    carried, key = form_of(teacher.get(APPLICATION))
    assert not Factor.objects.exists()
    code = code_at(key, clock.now())
    done = teacher.post(
        APPLICATION,
        {"sealed": carried, "code": f"{code[:3]} {code[3:]}", "name": "Mon téléphone", "password": PASSWORD},
    )
    page = done.content.decode()
    assert len(re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", page)) == 10
    assert "no-store" in done["Cache-Control"]
    assert Account.objects.get(person=cast.teacher).factors_since == clock.now()
    assert AccountNews.objects.filter(account__person=cast.teacher, what="factor_added").exists()
    own = teacher.get(OWN).content.decode()
    assert "Mon téléphone" in own
    assert "Il en reste 10" in own


@pytest.mark.attack
def test_a_copied_session_does_not_guess_the_password_at_the_enrolment(cast: Cast, teacher: Client) -> None:
    """Six tries, counted with those of the other forms; the owner learns of it from the third on."""
    tried = AccountNews.objects.filter(account__person=cast.teacher, what="tried")
    answers, told = [], []
    for number in range(8):
        carried, key = form_of(teacher.get(APPLICATION))
        typed = {"sealed": carried, "code": code_at(key, clock.now()), "password": f"essai numéro {number}"}
        answers.append(teacher.post(APPLICATION, typed).status_code)
        told.append(tried.exists())
    assert answers == [422] * 6 + [429] * 2
    assert told == [False] * 2 + [True] * 6
    # One counter for all that asks the password again in a session.
    change = {"old": "essai", "password": "brume lente au port", "again": "brume lente au port"}
    assert teacher.post("/compte/mot-de-passe", change).status_code == 429
    assert not Factor.objects.exists()
    carried, key = form_of(teacher.get(APPLICATION))
    right = {"sealed": carried, "code": code_at(key, clock.now()), "password": PASSWORD}
    assert teacher.post(APPLICATION, right).status_code == 429
    assert not Factor.objects.exists()


def test_nothing_of_the_secrets_stands_plain_in_the_database(equipped: Make) -> None:
    one = equipped("teacher")
    row = Factor.objects.get()
    assert one.key not in bytes(row.secret or b"")
    assert one.key.hex().encode() not in bytes(row.secret or b"")
    hashes = set(FactorCode.objects.values_list("hash", flat=True))
    assert not hashes & set(one.codes)
    assert all(len(one) == 64 for one in hashes)


def test_a_wrong_first_code_enrols_nothing(cast: Cast, teacher: Client) -> None:
    carried, key = form_of(teacher.get(APPLICATION))
    late = code_at(key, clock.now() + timedelta(minutes=2))
    wrong = teacher.post(APPLICATION, {"sealed": carried, "code": late, "password": PASSWORD})
    assert wrong.status_code == 422
    assert spelt(key) in wrong.content.decode()
    assert not Factor.objects.exists()
    assert Account.objects.get(person=cast.teacher).factors_since is None


@pytest.mark.parametrize("typed", ["", "trois brumes"])
def test_a_copied_session_enrols_nothing(teacher: Client, typed: str) -> None:
    """The first factor has none before it to ask for: whoever has the cookie alone does not know the password."""
    carried, key = form_of(teacher.get(APPLICATION))
    refused = teacher.post(
        APPLICATION, {"sealed": carried, "code": code_at(key, clock.now()), "password": typed}
    )
    assert refused.status_code == 422
    assert not Factor.objects.exists()


def test_a_square_of_another_account_or_of_yesterday_enrols_nothing(cast: Cast, teacher: Client) -> None:
    key = b"k" * 20
    theirs = sealed(cast.director.account.pk, key)  # type: ignore[attr-defined]
    with clock.frozen(NOW - timedelta(minutes=16)):
        old = sealed(cast.teacher.account.pk, key)  # type: ignore[attr-defined]
    for carried in (theirs, old, "1:x:y", ""):
        answer = teacher.post(
            APPLICATION, {"sealed": carried, "code": code_at(key, clock.now()), "password": PASSWORD}
        )
        assert (answer.status_code, answer["Location"]) == (302, APPLICATION)
    assert not Factor.objects.exists()


def test_the_second_one_asks_for_the_first(equipped: Make) -> None:
    one = equipped("teacher")
    assert one.client.get(APPLICATION).status_code == 403


def test_nobody_is_left_with_one_way(equipped: Make) -> None:
    """The application is not removed while there is only the sheet beside it; a used-up sheet lets none go."""
    one = equipped("teacher")
    only = Factor.objects.get()
    address = f"/compte/preuve/{only.public_id}/retirer"
    refused = one.client.post(address, {"factor_code": one.code()})
    assert refused.status_code == 302
    assert Factor.objects.count() == 1
    second = Factor.objects.create(account=only.account, kind="totp", name="Tablette", secret=only.secret)
    FactorCode.objects.update(used_at=NOW)
    one.client.post(address)
    assert Factor.objects.count() == 2
    FactorCode.objects.update(used_at=None)
    one.client.post(address)
    assert list(Factor.objects.all()) == [second]
    assert AccountNews.objects.filter(account__person=one.person, what="factor_gone").exists()


def test_a_removed_factor_opens_nothing(equipped: Make) -> None:
    one = equipped("teacher")
    only = Factor.objects.get()
    Factor.objects.create(account=only.account, kind="totp", name="Tablette", secret=only.secret)
    Factor.objects.all().delete()
    assert one.client.post(RENEW, {"factor_code": one.code()}).status_code == 403


def test_a_new_sheet_ends_what_was_shown_in_other_sessions(equipped: Make) -> None:
    """Whoever photographed the codes has a session of their own, and trusted their browser."""
    one = equipped("teacher")
    stolen = Session.objects.get(pk=session_open(one.person.account)[0].pk)
    Session.objects.filter(pk=stolen.pk).update(second_factor_at=NOW, trusted_until=NOW + timedelta(days=30))
    assert one.client.post(RENEW, {"factor_code": one.code()}).status_code in {200, 302}
    stolen.refresh_from_db()
    assert (stolen.second_factor_at, stolen.trusted_until) == (None, None)
    assert Session.objects.exclude(pk=stolen.pk).filter(second_factor_at__isnull=False).exists()


def test_who_came_with_a_sheet_enrols_nothing(cast: Cast, client: Client) -> None:
    """Whoever printed the sheet would put a factor on the account."""
    scope = [cast.tilleuls.pk]
    client.cookies[settings.SESSION_COOKIE_NAME] = session_open(cast.teacher.account, scope=scope)[1]  # type: ignore[attr-defined]
    assert client.get(APPLICATION).status_code == 403
    assert client.get(OWN).status_code == 403
    assert client.post(RENEW).status_code == 403
    assert not Factor.objects.exists()


def test_a_thief_who_asks_the_reset_enrols_nothing_that_day(cast: Cast, client: Client) -> None:
    """A password found again by e-mail gives no factor, and no first one for a day."""
    account = Account.objects.get(person=cast.teacher)
    account.recovery_email, account.recovery_email_confirmed_at, account.state = "t@exemple.fr", NOW, "active"
    account.activated_at = NOW
    account.save()
    code = mail_code_draw(account=account, purpose=CodePurpose.RECOVERY)
    recovery_use(code=code, password="brume lente sous la porte")
    client.cookies[settings.SESSION_COOKIE_NAME] = session_open(account)[1]
    held = client.get(APPLICATION)
    assert held.status_code == 403
    assert "vingt-quatre heures" in held.content.decode()
    with clock.frozen(NOW + timedelta(hours=24)):
        client.cookies[settings.SESSION_COOKIE_NAME] = session_open(account)[1]
        assert client.get(APPLICATION).status_code == 200


def test_a_reset_gives_no_factor_to_who_has_one(equipped: Make) -> None:
    """The thief of a mailbox has a password then, and meets the question; the owner answers it."""
    one = equipped("teacher")
    account = Account.objects.get(person=one.person)
    account.recovery_email, account.recovery_email_confirmed_at = "t@exemple.fr", NOW
    account.save()
    recovery_use(
        code=mail_code_draw(account=account, purpose=CodePurpose.RECOVERY),
        password="brume lente sous la porte",
    )
    one.client.cookies[settings.SESSION_COOKIE_NAME] = session_open(account)[1]
    assert one.client.post(RENEW).status_code == 403
    assert one.client.post(RENEW, {"factor_code": one.code()}).status_code == 200


def test_pages_read_own_secrets_alone_and_write_none(equipped: Make, cast: Cast) -> None:
    """As the pages' role: in the session of somebody else nothing is read; in one's own nothing is written."""
    one = equipped("teacher")
    other = session_open(cast.director.account)[1]  # type: ignore[attr-defined]
    for table in ("factors_factor", "factors_factorcode"):
        with session(other):
            assert run(f"SELECT count(*) FROM {table}") == [(0,)]
        with session(one.session):
            assert run(f"SELECT count(*) FROM {table}") != [(0,)]
            assert changes(f"DELETE FROM {table}") == 0
            assert changes(f"UPDATE {table} SET used_at = NULL") == 0
    for column in ("second_factor_at", "trusted_until"):
        with session(one.session), pytest.raises(DatabaseError), transaction.atomic():
            run(f"UPDATE accounts_session SET {column} = now()")
    with session(one.session), pytest.raises(DatabaseError), transaction.atomic():
        run("UPDATE accounts_account SET factor_held_until = NULL, factors_since = NULL")


def test_pressed_twice_it_is_added_once(cast: Cast, teacher: Client) -> None:
    carried, key = form_of(teacher.get(APPLICATION))
    typed = {"sealed": carried, "code": code_at(key, clock.now()), "password": PASSWORD}
    assert teacher.post(APPLICATION, typed).status_code == 200
    again = teacher.post(APPLICATION, typed, follow=True)
    assert "faites une nouvelle feuille" in again.content.decode()
    assert (Factor.objects.count(), FactorCode.objects.count()) == (1, 10)


def test_the_owner_is_told_each_time_what_and_when(equipped: Make) -> None:
    """What a thief does second is not hidden by what was not read yet."""
    one = equipped("teacher")
    Account.objects.filter(pk=one.person.account.pk).update(
        state="active", recovery_email="t@exemple.fr", recovery_email_confirmed_at=NOW
    )
    for _ in range(2):
        assert one.client.post(RENEW, {"factor_code": one.code()}).status_code == 200
        Session.objects.update(second_factor_at=None)
        Factor.objects.update(last_step=0)
    run_due()
    told = [one.body for one in mail.outbox if "nouvelle feuille de codes" in one.body]
    assert len(told) == 2
    assert french.day_and_time(NOW).lower() in told[1].lower()


def test_a_new_key_of_the_server_voids_no_sheet(equipped: Make, settings: Any) -> None:
    one = equipped("teacher")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one " * 5
    one.client.cookies["eprimo_session"] = session_open(one.person.account)[1]
    assert one.client.post(RENEW, {"factor_code": one.codes[0]}).status_code == 200
