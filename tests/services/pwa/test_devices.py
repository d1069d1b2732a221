"""« Mes appareils », the offers of the home, the guide."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.models import PushDevice
from eprimo.foundation.transport.vapid import new_private_key
from eprimo.services.pwa.install_offers import READ_COOKIE, REFUSED_COOKIE
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.transport.browser import Browser
from tests.services.liaison import notes

PHONE = Browser("https://fcm.googleapis.com/fcm/send/phone")
ADD, HERE = "/compte/appareils/prevenir", "/compte/appareils/"


@pytest.fixture(autouse=True)
def _key(settings: Any) -> Iterator[None]:
    settings.VAPID_PRIVATE_KEY = new_private_key()
    return


def test_a_browser_and_its_notifications_are_one_line(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    assert client.post(ADD, PHONE.form()).status_code == 204
    session_open(cast.samira.account, device="Safari sur un iPhone")
    PushDevice.objects.create(
        account=cast.samira.account, address="x", address_hash="x", label="Firefox sur un Mac"
    )
    page = client.get(HERE).content.decode()
    assert page.count("ligne appareil") == 3
    assert page.count("Vous y êtes prévenu") == 2
    assert "Safari sur un iPhone" in page
    assert "N’est plus connecté" in page
    device = PushDevice.objects.get(session__isnull=False)
    client.post(f"/compte/appareils/{device.public_id}/oublier")
    assert client.get(HERE).content.decode().count("Vous y êtes prévenu") == 1


def test_the_page_costs_the_same_whatever_there_is(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.samira)
    client.get(HERE)
    for count in (3, 30):
        for number in range(count):
            session_open(cast.samira.account, device=f"Appareil {number}")
        with django_assert_max_num_queries(3):
            client.get(HERE)


def test_ending_a_session_comes_back_to_the_page(cast: Cast, sign_in: Any) -> None:
    row, _key = session_open(cast.samira.account)
    client = sign_in(cast.samira)
    answer = client.post(f"/compte/appareils/{row.public_id}/fin", {"next": HERE})
    assert answer.headers["Location"] == HERE
    hostile = client.post(
        f"/compte/appareils/{session_open(cast.samira.account)[0].public_id}/fin",
        {"next": "https://evil.example/"},
    )
    assert hostile.headers["Location"] == "/"


def test_leaving_everywhere(cast: Cast, sign_in: Any) -> None:
    session_open(cast.samira.account)
    session_open(cast.paul.account)
    client = sign_in(cast.samira)
    client.post(ADD, PHONE.form())
    answer = client.post("/compte/appareils/partout")
    assert answer.headers["Location"] == "/compte/entrer"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert [one.account_id for one in Session.objects.all()] == [cast.paul.account.pk]
    assert not PushDevice.objects.exists()
    assert client.get("/").status_code == 302


def test_what_no_browser_gives_is_refused_with_a_sentence(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    for fields in (
        {},
        {**PHONE.form(), "endpoint": "https://10.0.0.1/x"},
        {**PHONE.form(), "p256dh": "AAAA"},
    ):
        answer = client.post(ADD, fields)
        assert answer.status_code == 422
        assert "notification" in answer.content.decode()
    assert not PushDevice.objects.exists()


def test_a_script_cannot_fill_the_table(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    statuses = [
        client.post(ADD, Browser(f"https://fcm.googleapis.com/{n}").form()).status_code for n in range(12)
    ]
    assert statuses == [204] * 10 + [429] * 2


def test_a_pupil_sees_own_sessions_and_is_offered_nothing(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.lea)
    page = client.get(HERE).content.decode()
    assert "préviens ton enseignant" in page
    assert "data-ep-push=" not in page
    assert client.post(ADD, PHONE.form()).status_code == 404
    assert client.post("/compte/appareils/reprendre", PHONE.form()).status_code == 404


def test_not_signed_in(client: Client) -> None:
    assert client.post(ADD, PHONE.form()).status_code == 401
    assert client.get(HERE).status_code == 302


def test_nothing_is_offered_before_a_first_note_was_read(cast: Cast, sign_in: Any) -> None:
    note = notes.to_sign(cast)
    _work()
    client = sign_in(cast.samira)
    assert "portée de main" not in client.get("/").content.decode()
    client.post(f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/lu/", {"version": 1})
    assert client.cookies[READ_COOKIE].value == "1"
    home = client.get("/").content.decode()
    assert "portée de main" in home
    assert "data-ep-push=" in home
    client.post("/appareil/plus-tard", {"offre": "installer"})
    home = client.get("/").content.decode()
    assert "portée de main" not in home
    assert "data-ep-push=" in home
    client.post("/appareil/plus-tard", {"offre": "prevenir"})
    assert client.cookies[REFUSED_COOKIE].value == "installer.prevenir"
    assert "data-ep-push=" not in client.get("/").content.decode()


def test_whom_nothing_tells_is_asked_right_after_the_first_signature(cast: Cast, sign_in: Any) -> None:
    """In the answer to it, and on the home, until a way is chosen or refused."""
    asks = "Être prévenu du prochain mot"
    first, second = notes.to_sign(cast), notes.to_sign(cast, title="Piscine")
    _work()
    client = sign_in(cast.samira)
    assert asks not in client.get("/").text

    def sign(note: Any) -> str:
        address = f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/signer/"
        data = {"version": 1, "retour": "accueil"}
        return str(client.post(address, data, headers={"HX-Request": "true"}).text)

    answer = sign(first)
    assert answer.index("C’est signé") < answer.index(asks)
    assert 'href="/compte/adresse"' in answer
    assert asks in client.get("/").text
    Account.objects.filter(person=cast.samira).update(recovery_email="samira@example.org")
    assert asks not in client.get("/").text
    Account.objects.filter(person=cast.samira).update(recovery_email_refused_at=NOW)
    assert asks in client.get("/").text
    client.post("/appareil/plus-tard", {"offre": "prevenir"})
    assert asks not in client.get("/").text
    assert asks not in sign(second)


def _work() -> None:
    from eprimo.foundation.kernel.outbox import run_due

    while run_due():
        pass


def test_offers_cost_no_statement(cast: Cast, sign_in: Any, django_assert_num_queries: Any) -> None:
    client = sign_in(cast.samira)
    client.get("/")
    with django_assert_num_queries(_statements(client)):
        client.cookies[READ_COOKIE] = "1"
        assert "portée de main" in client.get("/").content.decode()


def _statements(client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        client.get("/")
    return len(seen)


def test_a_staff_member_who_reads_own_childs_note_is_offered_nothing(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher_parent)
    client.cookies[READ_COOKIE] = "1"
    assert "portée de main" not in client.get("/").content.decode()


def test_the_guide_is_for_everybody(cast: Cast, client: Client, sign_in: Any) -> None:
    page = client.get("/aide/installer/").content.decode()
    for part in ("android", "iphone", "ordinateur"):
        assert f'id="{part}"' in page
    assert page.count("<img") >= 7
    assert sign_in(cast.samira).get("/aide/installer/").status_code == 200


def test_sessions_that_are_over_are_not_shown(cast: Cast, sign_in: Any) -> None:
    row, _key = session_open(cast.samira.account, device="Vieil appareil")
    Session.objects.filter(pk=row.pk).update(expires_at=clock.now())
    assert "Vieil appareil" not in sign_in(cast.samira).get(HERE).content.decode()
