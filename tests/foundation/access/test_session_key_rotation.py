"""A copied cookie dies with its owner’s next renewal, or ends the session; a scan is slowed, and told."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.access.refusals import SLOWED
from eprimo.foundation.accounts.models import Account, AccountNews, Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.kernel.throttle import Limit
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import sent
from tests.sizes import sized

pytestmark = pytest.mark.django_db

PAGE = "/compte/"
HOME = {"REMOTE_ADDR": "198.51.100.7", "HTTP_USER_AGENT": "Firefox/140 (Windows)"}
AWAY = {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "Chrome/150 (Macintosh)"}


def browser(cookie: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    return client


def cookie_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def owner(cast: Cast) -> Client:
    """Samira at home, half an hour after she came in."""
    with clock.frozen(NOW - timedelta(minutes=30)):
        made, key = session_open(cast.samira.account)  # type: ignore[attr-defined]
    Session.objects.filter(pk=made.pk).update(device="Firefox sur un ordinateur Windows")
    return browser(key)


@pytest.mark.attack
def test_a_copied_cookie_is_dead_after_its_owners_next_renewal(owner: Client, cast: Cast) -> None:
    """And whoever shows it ends the session for both; the owner is told, each time."""
    Account.objects.filter(person=cast.samira).update(
        state="active", recovery_email="s@exemple.fr", recovery_email_confirmed_at=NOW
    )
    copied = cookie_of(owner)
    assert owner.get(PAGE, **HOME).status_code == 200
    assert cookie_of(owner) != copied
    assert owner.get(PAGE, **HOME).status_code == 200
    with clock.frozen(NOW + timedelta(seconds=59)):
        assert browser(copied).get(PAGE, **HOME).status_code == 200, "what was on its way arrives"
    with clock.frozen(NOW + timedelta(seconds=61)):
        assert browser(copied).get(PAGE, **HOME).status_code == 302
        assert owner.get(PAGE, **HOME).status_code == 302
        assert not Session.objects.filter(account__person=cast.samira).exists()
        run_due()
    assert AccountNews.objects.get(account__person=cast.samira).what == "copied"
    assert "a servi à deux endroits" in mail.outbox[-1].body
    assert AuditLine.objects.filter(act="accounts.session.copied", subject_id=cast.samira.pk).exists()


@pytest.mark.attack
def test_a_thief_who_renews_first_gives_himself_away(owner: Client) -> None:
    thief = browser(cookie_of(owner))
    thief.get(PAGE, **HOME)
    thief.get(PAGE, **HOME)
    with clock.frozen(NOW + timedelta(minutes=2)):
        assert owner.get(PAGE, **HOME).status_code == 302
        assert thief.get(PAGE, **HOME).status_code == 302
    assert AccountNews.objects.filter(what="copied").exists()


def test_an_answer_that_was_lost_signs_nobody_out(owner: Client) -> None:
    """The browser goes on with what it has, and is given another turn at the next renewal."""
    before = cookie_of(owner)
    owner.get(PAGE, **HOME)
    for minutes in (5, 11, 22):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            still = browser(before)
            assert still.get(PAGE, **HOME).status_code == 200
    assert cookie_of(still) != before
    with clock.frozen(NOW + timedelta(minutes=23)):
        assert still.get(PAGE, **HOME).status_code == 200
    assert not AccountNews.objects.exists()


@pytest.mark.attack
def test_another_network_and_another_browser_at_once_end_it(owner: Client) -> None:
    """One of them alone is a day like any other."""
    owner.get(PAGE, **HOME)
    for one in (
        AWAY | {"HTTP_USER_AGENT": HOME["HTTP_USER_AGENT"]},
        AWAY | {"REMOTE_ADDR": HOME["REMOTE_ADDR"]},
    ):
        assert owner.get(PAGE, **one).status_code == 200
    assert owner.get(PAGE, **AWAY).status_code == 302
    assert AccountNews.objects.filter(what="moved").exists()


def test_on_a_machine_of_several_people_it_ends_in_the_evening(cast: Cast, client: Client) -> None:
    """At seven, and with the browser; of who comes in later, after two hours."""
    account = cast.teacher.account  # type: ignore[attr-defined]
    make.secret(account, "neuf brumes au pré")
    typed = {"login": account.login, "secret": "neuf brumes au pré", "shared": "on"}
    for at, hours in ((NOW.replace(hour=8), 10), (NOW.replace(hour=19), 2)):
        with clock.frozen(at):
            done = client.post("/compte/entrer", typed)
        assert done.status_code == 302
        assert done.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
        # Paris is an hour ahead in November.
        assert Session.objects.latest("pk").expires_at == at.replace(minute=0, second=0) + timedelta(
            hours=hours
        )


def test_what_another_window_asked_with_the_cookie_of_before_leaves_the_new_one_there(owner: Client) -> None:
    """Its answer may come after that of the sign-in which ended its session: only a page forgets a dead cookie."""
    Session.objects.all().delete()
    cookie = cookie_of(owner)
    behind = owner.get(PAGE, HTTP_SEC_FETCH_DEST="empty", HTTP_HX_REQUEST="true", **HOME)
    assert behind.status_code == 401
    assert settings.SESSION_COOKIE_NAME not in behind.cookies
    for headers in ({"HTTP_SEC_FETCH_DEST": "document"}, {}):
        gone = browser(cookie).get(PAGE, **HOME, **headers)
        assert gone.cookies[settings.SESSION_COOKIE_NAME].value == ""


def test_a_session_goes_on_under_a_new_key_of_the_server(owner: Client, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one " * 5
    assert from_session(cookie_of(owner)) is not None


# Addresses that a machine asks for, ten a second: the rate and the answers are those of two thousand.
ADDRESSES, A_SECOND = sized(300, 2_000), 10


def _scan(client: Client, number: int, cast: Cast) -> list[int]:
    """What each is answered: some were never there, some are of another school, some of who runs this one."""
    of_verne, pages = cast.lea_verne.public_id, cast.ce1_verne.public_id
    asked = ("/carnet/{}/", f"/ecole/personnes/{of_verne}/?{{}}", f"/echanges/{pages}/?{{}}", "/alertes/?{}")
    answers = []
    for one in range(number):
        with clock.frozen(NOW + timedelta(seconds=one / A_SECOND)):
            answers.append(client.get(asked[one % len(asked)].format(one)).status_code)
    return answers


@pytest.mark.attack
@pytest.mark.drill
def test_a_scan_is_slowed_to_one_a_second_and_told_within_a_minute(
    owner: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    """EPRIMO_DRILL=full asks for two thousand addresses, the suite for three hundred."""
    with caplog.at_level(logging.ERROR, "eprimo.access"):
        answers = _scan(owner, ADDRESSES, cast)
    assert set(answers) == {404, 429}
    assert 429 not in answers[:40], "a person with old links is slowed by nothing"
    slowed = answers.index(429)
    seconds = (len(answers) - slowed) / A_SECOND
    went_on = sum(one != 429 for one in answers[slowed:])
    assert went_on <= seconds + 1
    (alarm,) = caplog.messages
    assert "samira" not in alarm.lower()
    told = (AuditLine.objects.get(act="accounts.session.slowed").at - NOW).total_seconds()
    stood = (RefusalAlarm.objects.get().began_at - NOW).total_seconds()
    assert max(told, stood) <= 60
    print(  # noqa: T201
        f"{ADDRESSES} addresses, {A_SECOND} a second: slowed after {slowed}, told after {told:.1f} s, "
        f"on the desk after {stood:.1f} s, then {went_on / seconds:.2f} a second for {seconds:.0f} s"
    )
    with clock.frozen(NOW + timedelta(seconds=ADDRESSES / A_SECOND) + SLOWED):
        assert owner.get(PAGE).status_code == 200


@pytest.mark.attack
def test_e15_who_prints_without_end_is_slowed(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In any session of the account; who prints a morning's sheets is not, and the log says no name."""
    monkeypatch.setattr("eprimo.foundation.access.refusals.PRINTS", Limit(burst=3, seconds_each=10))
    address = reverse("liaison:print", args=[sent(cast).resource.public_id])
    prints = [sign_in(cast.teacher).get(address) for _ in range(3)]
    assert {one.headers["Content-Type"] for one in prints} == {"application/pdf"}
    client = sign_in(cast.teacher)
    assert [client.get(one).status_code for one in ("/", address, "/", "/")] == [200, 200, 200, 429]
    with clock.frozen(NOW + SLOWED + timedelta(minutes=1)):
        assert client.get("/").status_code == 200


def test_a_question_for_a_factor_is_no_refusal(cast: Cast) -> None:
    account = cast.director.account  # type: ignore[attr-defined]
    account.factors_since = NOW
    account.save(update_fields=["factors_since"])
    client = browser(session_open(account)[1])
    for _ in range(45):
        assert client.get("/compte/preuve/application").status_code == 403
    assert not AuditLine.objects.filter(act="accounts.session.slowed").exists()


def test_pages_that_ask_for_a_stream_that_is_not_there_slow_nobody(owner: Client) -> None:
    assert {owner.get("/rt/stream").status_code for _ in range(45)} == {404}
    assert owner.get("/").status_code == 200
