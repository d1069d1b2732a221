"""One's own account: devices, password, role in use."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.addresses import device_words
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.sessions import FAMILY, session_open
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD

EVERYBODY = [
    "lea",
    "samira",
    "contact",
    "restricted_2",
    "former_pupil",
    "former_guardian",
    "former_teacher",
    "teacher",
    "director",
    "deputy",
    "staff",
    "agent",
    "partner",
    "inspector",
    "academy",
    "coordinator",
    "member_rep",
    "managing_body",
    "commission",
    "contractor",
    "platform",
    "director_ferme",
]


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_has_an_account_page(cast: Cast, sign_in: Any, name: str) -> None:
    client = sign_in(cast.people[name])
    assert client.get("/compte/").status_code == 200
    assert client.get("/compte/role").status_code == 200
    assert client.get("/compte/charte").status_code == 200


def test_one_device_is_ended(cast: Cast, sign_in: Any) -> None:
    other, key = session_open(cast.samira.account, device="Chrome sur un téléphone Android")
    client = sign_in(cast.samira)
    assert client.post(f"/compte/appareils/{other.public_id}/fin").status_code == 302
    assert from_session(key) is None


def test_the_device_of_somebody_else_is_not_mine(cast: Cast, sign_in: Any) -> None:
    other, key = session_open(cast.paul.account)
    assert sign_in(cast.samira).post(f"/compte/appareils/{other.public_id}/fin").status_code == 404
    assert from_session(key) is not None


@pytest.mark.parametrize(
    ("old", "again", "status"),
    [
        (PASSWORD, "autre brume lente tasse", 302),
        ("faux", "autre brume lente tasse", 422),
        (PASSWORD, "différent de l’autre", 422),
    ],
)
def test_changing_the_password(
    cast: Cast, adult: Account, sign_in: Any, old: str, again: str, status: int
) -> None:
    client = sign_in(cast.samira)
    data = {"old": old, "password": "autre brume lente tasse", "again": again}
    assert client.post("/compte/mot-de-passe", data).status_code == status
    adult.refresh_from_db()
    assert adult.check_password("autre brume lente tasse") == (status == 302)


def test_a_password_page_in_two_tabs(cast: Cast, adult: Account, sign_in: Any) -> None:
    """The first tab changes it; the second, which still asks for the former one, is told so, changes nothing, signs
    nobody out, and goes on with the new one."""
    client, page = sign_in(cast.samira), "/compte/mot-de-passe"
    first, second = ({"old": PASSWORD, "password": word, "again": word} for word in (
        "autre brume lente tasse", "encore une phrase lente",
    ))  # fmt: skip
    assert [client.get(page).status_code for _tab in range(2)] == [200, 200]
    assert client.post(page, first).status_code == 302
    late = client.post(page, second)
    assert late.status_code == 422
    assert "old" in late.context["form"].errors
    adult.refresh_from_db()
    assert adult.check_password(first["password"])
    assert client.post(page, second | {"old": first["password"]}).status_code == 302
    adult.refresh_from_db()
    assert adult.check_password(second["password"])
    assert client.get("/compte/").status_code == 200


def test_another_role_without_signing_in_again(cast: Cast, sign_in: Any) -> None:
    make.affiliation(cast.teacher_parent, cast.verne, Profile.DIRECTOR)
    client = sign_in(cast.teacher_parent)
    page = client.get("/compte/role").content.decode()
    assert "École Jules-Verne" in page
    assert client.post("/compte/role", {"position": f"teacher.{cast.tilleuls.public_id}"})["Location"] == "/"
    session = Session.objects.get(account__person=cast.teacher_parent)
    assert (session.role, session.school) == ("teacher", cast.tilleuls)
    assert client.get("/ecole/fiches/equipe/").status_code == 404
    client.post("/compte/role", {"position": f"director.{cast.verne.public_id}"})
    assert client.get("/ecole/fiches/equipe/").status_code == 200


@pytest.mark.parametrize(
    "position", ["director.{tilleuls}", "platform.", "teacher.{verne}", "", "teacher.", "x" * 300]
)
def test_no_role_that_one_does_not_have(cast: Cast, sign_in: Any, position: str) -> None:
    text = position.format(tilleuls=cast.tilleuls.public_id, verne=cast.verne.public_id)
    client = sign_in(cast.teacher)
    assert client.post("/compte/role", {"position": text}).status_code == 404
    assert Session.objects.get(account__person=cast.teacher).role == ""


def test_as_many_statements_for_thirty_devices_as_for_three(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    counts = []
    for more in (3, 27):
        for _ in range(more):
            session_open(cast.samira.account, device="Firefox sur un Mac")
        client.get("/compte/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/compte/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox sur un ordinateur Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/140 Mobile",
            "Chrome sur un téléphone Android",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome sur une tablette Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1",
            "Safari sur un iPhone",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge sur un Chromebook",
        ),
        ("", "Navigateur inconnu sur un appareil inconnu"),
    ],
)
def test_devices_in_plain_french(agent: str, words: str) -> None:
    assert device_words(RequestFactory().get("/", headers={"User-Agent": agent})) == words


def test_what_is_over_is_purged(cast: Cast, capsys: Any) -> None:
    session_open(cast.samira.account)
    with clock.frozen(NOW + FAMILY):
        kept, _ = session_open(cast.samira.account)
        call_command("purge_sessions")
    assert list(Session.objects.filter(account__person=cast.samira)) == [kept]
    assert "1 sessions" in capsys.readouterr().out
