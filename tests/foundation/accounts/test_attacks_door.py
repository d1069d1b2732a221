"""Attacks on the door: each is named by its code in the security reference."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client, RequestFactory

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts import throttles
from eprimo.foundation.accounts.actions.entry import SignInRefused, account_enter
from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.passwords import password_validate
from eprimo.foundation.accounts.paths import internal_path
from eprimo.foundation.accounts.pupil_words import words_close
from eprimo.foundation.accounts.sessions import FAMILY, SCHOOL_DAY, WORK, session_open
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import TooManyTries
from eprimo.foundation.kernel.models import Throttle
from eprimo.foundation.kernel.owner import as_owner
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD, WORDS

pytestmark = pytest.mark.attack


def class_of_thirty(cast: Cast) -> list[Account]:
    """Thirty pupils with a card each."""
    found = []
    for number in range(30):
        account = make.account(make.pupil(cast.tilleuls, cast.ce1), login=f"eleve.de.classe{number + 1}")
        make.secret(account, words=words_close(account.pk, WORDS))
        found.append(account)
    return found


def tried(login: str, secret: str, address: str) -> str:
    """One try at the door: in, wrong, or wait."""
    try:
        account_enter(login=login, secret=secret, address=address)
    except SignInRefused:
        return "wrong"
    except TooManyTries:
        return "wait"
    return "in"


def test_a01_stuffing_a_school_is_told_to_the_operator(cast: Cast, caplog: Any) -> None:
    """One try per account and address, from hundreds of addresses: told, without names, and nobody is refused."""
    logins = [make.account(make.guardian(cast.lea), login=f"famille{n}").login for n in range(33)]
    answers = [tried(logins[n % 33], PASSWORD, f"203.0.{n // 250}.{n % 250}") for n in range(330)]
    assert answers.count("wrong") == 330
    assert "more wrong tries on one school" in caplog.text
    assert "famille" not in caplog.text
    assert "203.0." not in caplog.text


def test_a03_one_machine_does_not_shut_a_school_out(cast: Cast, adult: Account, monkeypatch: Any) -> None:
    """Whatever is tried on the others, somebody of the school who comes from a new address enters."""
    monkeypatch.setattr(throttles, "SCHOOL", throttles.Limit(burst=2, seconds_each=600))
    for n in range(6):
        tried("paul", "faux mot de passe", f"203.0.113.{n}")
    assert tried("samira", PASSWORD, "192.0.2.77") == "in"


def test_a06_a_refusal_does_not_tell_who_is_there(cast: Cast, monkeypatch: Any) -> None:
    """The school's sum empty, or any bucket: an account of it and nobody's are answered alike, with one wait."""
    monkeypatch.setattr(throttles, "SCHOOL", throttles.Limit(burst=1, seconds_each=600))
    waits = set()
    for login in ("samira", "inconnue"):
        assert [tried(login, PASSWORD, f"203.0.113.{n}") for n in range(3)] == ["wrong"] * 3
    for limit, key in (("PAIR", "pair"), ("ADDRESS", "address"), ("ACCOUNT", "account")):
        with monkeypatch.context() as patch:
            patch.setattr(throttles, limit, throttles.Limit(burst=1, seconds_each=11))
            for login in ("samira", "inconnue"):
                Throttle.objects.all().delete()
                tried(login, PASSWORD, "203.0.113.9")
                with pytest.raises(TooManyTries) as refused:
                    account_enter(login=login, secret=key, address="203.0.113.9")
                waits.add(refused.value.retry_after)
    assert waits == {throttles.WAIT}


def test_a01_stuffing_everywhere_is_told_to_the_operator(cast: Cast, caplog: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(throttles, "EVERYWHERE", throttles.Limit(burst=2, seconds_each=60))
    for n in range(3):
        tried(f"inconnu{n}", PASSWORD, f"203.0.113.{n}")
    assert "more wrong tries everywhere" in caplog.text
    assert "203.0.113" not in caplog.text


@pytest.mark.parametrize(
    "password", ["Samira2018!!!", "Tilleuls2026!", "motdepasse2026", "azertyuiop123", "Printemps2026"]
)
def test_a02_sprayed_passwords_cannot_be_chosen(adult: Account, password: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        password_validate(password, account=adult, context=["École Les Tilleuls"])


def test_a03_a_class_is_not_locked_out_from_elsewhere(cast: Cast) -> None:
    """Somebody at home tries wrong words on every pupil, again and again; the class still enters at school."""
    accounts = class_of_thirty(cast)
    for account in accounts:
        assert tried(account.login, " ".join(WORDS), "192.0.2.1") == "in"
    for _ in range(20):
        for account in accounts:
            tried(account.login, "faux mots ici", "203.0.113.66")
    assert [tried(account.login, " ".join(WORDS), "192.0.2.1") for account in accounts] == ["in"] * 30


def test_a03_a_class_enters_although_a_classmate_tries_beside(cast: Cast) -> None:
    """The same address as the school's: twenty wrong tries on each keep nobody out (known the day before)."""
    accounts = class_of_thirty(cast)
    for account in accounts:
        tried(account.login, " ".join(WORDS), "192.0.2.1")
    for account in accounts:
        for _ in range(20):
            assert tried(account.login, "faux mots ici", "192.0.2.1") == "wrong"
    assert [tried(account.login, " ".join(WORDS), "192.0.2.1") for account in accounts] == ["in"] * 30


def test_a03_thirty_tablets_on_their_first_day(cast: Cast) -> None:
    """Behind one address that nobody used yet, each child mistypes twice before the right words."""
    for account in class_of_thirty(cast):
        assert tried(account.login, "tortu citron", "192.0.2.1") == "wrong"
        assert tried(account.login, "tortue citon velo", "192.0.2.1") == "wrong"
        assert tried(account.login, " ".join(WORDS), "192.0.2.1") == "in"


def test_a03_wrong_tries_wait_and_are_forgotten(adult: Account) -> None:
    for _ in range(throttles.PAIR.burst):
        assert tried("samira", "faux mot de passe", "203.0.113.66") == "wrong"
    assert tried("samira", PASSWORD, "203.0.113.66") == "wait"
    with clock.frozen(NOW + timedelta(seconds=throttles.PAIR.seconds_each)):
        assert tried("samira", PASSWORD, "203.0.113.66") == "in"


def test_a03_own_right_tries_do_not_buy_wrong_ones(cast: Cast, adult: Account) -> None:
    """Who owns an account cannot fill the shared bucket again by signing in between tries on others."""
    before = throttles.ADDRESS.burst
    for n in range(before):
        tried(f"inconnu{n}", PASSWORD, "203.0.113.66")
    assert tried("inconnu", PASSWORD, "203.0.113.66") == "wait"
    assert tried("samira", PASSWORD, "203.0.113.66") == "wait"


def test_a04_counters_are_in_the_database(adult: Account, settings: Any) -> None:
    """No cache is asked: with a broken one, tries are still counted."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "/proc/0"}
    }
    tried("samira", "faux mot de passe", "203.0.113.66")
    assert Throttle.objects.filter(key__startswith="in:pair:samira:").exists()
    assert not Throttle.objects.filter(key__contains="203.0.113").exists()


@pytest.mark.parametrize(("proxies", "forwarded", "address"), [
    (0, "198.51.100.1", "192.0.2.9"),
    (1, "198.51.100.1", "198.51.100.1"),
    (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
    (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
    (2, "10.0.0.1", "192.0.2.9"),
    (1, "", "192.0.2.9"),
    (1, "nonsense'--", "192.0.2.9"),
    (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
    (1, "::ffff:198.51.100.1", "198.51.100.1"),
])  # fmt: skip
def test_a05_only_our_proxies_are_believed(settings: Any, proxies: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def test_a05_a_forged_header_does_not_reset_the_throttle(adult: Account, client: Client) -> None:
    statuses = [
        client.post(
            "/compte/entrer", {"login": "samira", "secret": "faux"}, headers={"X-Forwarded-For": f"6.6.6.{n}"}
        ).status_code
        for n in range(throttles.PAIR.burst + 1)
    ]
    assert statuses == [422] * throttles.PAIR.burst + [429]


def _bare(answer: Any, login: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return text.replace(f'value="{login}"', 'value="x"')


def test_a06_same_answer_whoever_it_is(
    cast: Cast, adult: Account, child: Account, enter: Callable[..., Any]
) -> None:
    """Adult, pupil, never activated, suspended, nobody: the same status, words and statements."""
    Account.objects.filter(person=cast.paul).update(state="suspended")
    Account.objects.filter(person=cast.teacher).update(state="expected", activated_at=None)
    pages, statements = set(), set()
    from django.test.utils import CaptureQueriesContext

    for login in ("samira", "lea", "paul", "teacher", "personne.nulle"):
        with CaptureQueriesContext(connection) as captured:
            answer = enter(login, "un secret qui est faux")
        assert answer.status_code == 422
        pages.add(_bare(answer, login))
        statements.add(len(captured))
    assert len(pages) == 1
    assert len(statements) == 1


def test_a06_same_work_whoever_it_is(
    cast: Cast, adult: Account, child: Account, settings: Any, monkeypatch: Any
) -> None:
    """One computation at the real costs of the hash, the one piece of a try that takes long. Told by counting: what
    a clock says of it depends on what else the machine does (`make bench` reports the time of a sign-in)."""
    settings.PASSWORD_HASHERS = ["eprimo.foundation.accounts.hashers.Argon2id"]
    make.secret(adult, PASSWORD)
    done: list[tuple[int, int, int]] = []
    verify, encode = Argon2PasswordHasher.verify, Argon2PasswordHasher.encode

    def verified(self: Any, password: str, encoded: str) -> bool:
        costs = self.decode(encoded)
        done.append((costs["memory_cost"], costs["time_cost"], costs["parallelism"]))
        return bool(verify(self, password, encoded))

    def encoded(self: Any, password: str, salt: str) -> str:
        done.append((self.memory_cost, self.time_cost, self.parallelism))
        return str(encode(self, password, salt))

    monkeypatch.setattr(Argon2PasswordHasher, "verify", verified)
    monkeypatch.setattr(Argon2PasswordHasher, "encode", encoded)
    Account.objects.filter(person=cast.paul).update(state="suspended")
    Account.objects.filter(person=cast.teacher).update(state="expected", activated_at=None)
    for login in ("samira", "lea", "paul", "teacher", "personne.nulle"):
        assert tried(login, "un secret qui est faux", "203.0.113.9") == "wrong"
        assert done == [(19456, 3, 1)], login
        done.clear()


def test_a11_sessions_are_short_at_work_and_on_shared_devices(cast: Cast) -> None:
    lengths = {
        name: session_open(cast.people[name].account)[0].expires_at - NOW
        for name in ("teacher", "lea", "samira", "agent")
    }
    assert lengths == {"teacher": WORK, "lea": SCHOOL_DAY, "samira": FAMILY, "agent": WORK}
    assert timedelta(hours=12) >= WORK > SCHOOL_DAY


def test_a11_a_stolen_session_is_seen_and_ended(cast: Cast, sign_in: Any) -> None:
    _, stolen = session_open(cast.samira.account, device="Firefox sur un ordinateur Windows")
    client = sign_in(cast.samira)
    page = client.get("/compte/appareils/").content.decode()
    assert "Firefox sur un ordinateur Windows" in page
    client.post("/compte/appareils/fin")
    assert from_session(stolen) is None
    assert client.get("/compte/").status_code == 200


def test_a12_no_request_after_the_right_is_gone(cast: Cast, adult: Account, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    _, other = session_open(adult)
    data = {"old": PASSWORD, "password": "autre brume lente tasse", "again": "autre brume lente tasse"}
    assert client.post("/compte/mot-de-passe", data).status_code == 302
    assert from_session(other) is None
    assert client.get("/compte/").status_code == 200
    Account.objects.filter(pk=adult.pk).update(state="suspended")
    assert client.get("/compte/").status_code == 302
    Account.objects.filter(pk=adult.pk).update(state="active")
    Affiliation.objects.filter(person=cast.teacher).update(ends=clock.now())
    assert sign_in(cast.teacher).get("/ecole/fiches/").status_code == 404


def test_a13_the_session_is_new_at_each_sign_in(
    adult: Account, enter: Callable[..., Any], client: Client
) -> None:
    """A key planted before, or held before, is not the key after; the form's token changes too."""
    name = settings.SESSION_COOKIE_NAME
    client.cookies[name] = "planted"
    client.get("/compte/entrer")
    token = client.cookies["csrftoken"].value
    enter("samira", PASSWORD)
    first = client.cookies[name].value
    assert first != "planted"
    assert client.cookies["csrftoken"].value != token
    enter("samira", PASSWORD)
    second = client.cookies[name].value
    assert second != first
    assert from_session(first) is None
    assert Session.objects.count() == 1


def test_a13_the_database_does_not_hold_the_key(
    adult: Account, enter: Callable[..., Any], client: Client
) -> None:
    enter("samira", PASSWORD)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_session t")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert key not in rows[0][0]


def test_a14_one_gate_for_every_way_in(adult: Account, client: Client) -> None:
    """A header, a query, a planted role: nothing but a session opens a page."""
    for headers in ({"Authorization": "Bearer x"}, {"X-Remote-User": "samira"}, {"Remote-User": "samira"}):
        assert client.get("/compte/", headers=headers).status_code == 302
    assert client.get("/compte/?login=samira&role=director").status_code == 302


def test_a21_two_parents_with_one_address_stay_two(cast: Cast, adult: Account) -> None:
    """An address opens nothing by itself, and a login is never an address."""
    for name in ("samira", "paul"):
        Account.objects.filter(person=cast.people[name]).update(
            recovery_email="famille@exemple.fr", recovery_email_confirmed_at=NOW
        )
    assert tried("famille@exemple.fr", PASSWORD, "192.0.2.1") == "wrong"
    assert tried("paul", PASSWORD, "192.0.2.1") == "wrong"


def test_a24_only_posts_of_our_own_pages_sign_in_or_out(adult: Account, cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    assert client.get("/compte/sortir").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/compte/entrer", {"login": "samira", "secret": PASSWORD}).status_code == 403
    strict.cookies = client.cookies
    for url in ("/compte/sortir", "/compte/role", "/compte/appareils/fin", "/compte/mot-de-passe"):
        assert strict.post(url).status_code == 403
    page = client.get("/compte/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/compte/\r\nSet-Cookie: a=b",
        "/%2F/evil.example\\..",
        "///evil.example",
        "/nulle/part",
        "/compte/entrer",
        "/compte/sortir",
        "/\t/evil.example",
        "data:text/html,x",
        "",
        " /compte/",
        "/compte/" + "x" * 600,
    ],
)
def test_b12_the_way_after_the_door_is_ours(target: str, adult: Account, enter: Callable[..., Any]) -> None:
    assert internal_path(target) == "/"
    assert enter("samira", PASSWORD, suite=target)["Location"] == "/"
