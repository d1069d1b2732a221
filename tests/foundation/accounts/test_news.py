"""Ten sessions an account at most, and the person is told of what happened without her."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import RequestFactory

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.actions.sessions import MOST_SESSIONS, session_start
from eprimo.foundation.accounts.models import Account, AccountNews, Session
from eprimo.foundation.accounts.sessions import Shared, session_open
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD

STRIP = "Du nouveau sur votre compte"


def _enter(account: Account, *, shared: Shared | None = None, scope: frozenset[int] | None = None) -> str:
    return session_start(account, RequestFactory().get("/"), shared=shared, scope=scope)[1]


@pytest.fixture
def full(adult: Account) -> list[str]:
    """Samira on as many devices as an account has, the oldest first."""
    keys = []
    for minutes in range(MOST_SESSIONS):
        with clock.frozen(NOW - timedelta(hours=2) + timedelta(minutes=minutes)):
            keys.append(_enter(adult))
    return keys


def test_the_oldest_goes_at_the_eleventh_and_the_person_is_told(
    full: list[str], adult: Account, enter: Callable[..., Any], client: Any
) -> None:
    Account.objects.filter(pk=adult.pk).update(
        recovery_email="samira@exemple.fr", recovery_email_confirmed_at=NOW
    )
    assert not AccountNews.objects.exists()
    assert enter("samira", PASSWORD).status_code == 302
    assert [from_session(key) is not None for key in full] == [False] + [True] * (MOST_SESSIONS - 1)
    assert Session.objects.filter(account=adult).count() == MOST_SESSIONS
    for page in ("/", "/compte/confort"):
        assert STRIP in client.get(page).content.decode(), "every page says so"
    assert "le plus ancien a été déconnecté" in client.get("/compte/").content.decode()
    run_due()
    (message,) = mail.outbox
    assert message.subject == "Du nouveau sur votre compte"
    assert "un appareil de plus" in message.body.lower()
    assert "Léa" not in message.body

    enter("samira", PASSWORD)
    _enter(adult)
    run_due()
    assert len(mail.outbox) == 1, "the same thing again, unread, sends nothing"
    assert client.post("/compte/nouveau/lu").status_code == 302
    assert STRIP not in client.get("/").content.decode()
    assert "le plus ancien a été déconnecté" in client.get("/compte/").content.decode()


def test_no_mail_goes_to_an_address_that_nobody_confirmed(full: list[str], adult: Account) -> None:
    Account.objects.filter(pk=adult.pk).update(recovery_email="samira@exemple.fr")
    _enter(adult)
    run_due()
    assert mail.outbox == []
    assert AccountNews.objects.filter(account=adult).count() == 1


def test_sessions_that_are_over_count_for_nothing(full: list[str], cast: Cast, adult: Account) -> None:
    """By their time; or on a device of a class, that nobody touched for ten minutes."""
    child = cast.lea.account
    for _ in range(MOST_SESSIONS):
        _enter(child, shared=Shared(NOW + timedelta(hours=6), timedelta(minutes=10)))
    with clock.frozen(NOW + timedelta(minutes=11)):
        _enter(child)
        assert not AccountNews.objects.filter(account=child).exists()
        _enter(child)
    with clock.frozen(NOW + timedelta(days=20)):
        _enter(adult)
    assert not AccountNews.objects.exists()


def test_who_comes_in_by_a_sheet_ends_no_session_of_the_owner(
    full: list[str], cast: Cast, adult: Account, client: Any
) -> None:
    school = frozenset({cast.tilleuls.pk})
    keys = [_enter(adult, scope=school) for _ in range(MOST_SESSIONS + 1)]
    assert all(from_session(key) is not None for key in full)
    assert [from_session(key) is not None for key in keys] == [False] + [True] * MOST_SESSIONS
    client.cookies[settings.SESSION_COOKIE_NAME] = keys[-1]
    assert STRIP not in client.get("/").content.decode(), "that is for the owner to read"
    assert client.post("/compte/nouveau/lu").status_code == 403
    client.cookies[settings.SESSION_COOKIE_NAME] = full[-1]
    assert STRIP in client.get("/").content.decode()


def test_a_pupil_is_told_as_a_child_is(cast: Cast, child: Account, client: Any, sign_in: Any) -> None:
    for _ in range(MOST_SESSIONS):
        session_open(child)
    _enter(child)
    page = sign_in(cast.lea).get("/").content.decode()
    assert "Du nouveau sur ton compte" in page
