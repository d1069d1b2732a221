"""The directory of an academy, as somebody of the academy sends it and reads what became of it."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eprimo.console.academy_directory.tasks import tell_all
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.directory.models import Academy
from eprimo.foundation.intake.aaf import worker_process
from eprimo.foundation.intake.aaf.delivery_steps import deliveries_carry_on
from eprimo.foundation.intake.events import AafDeliveryMoved
from eprimo.foundation.intake.models import AafDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import FactorTerm
from eprimo.foundation.kernel.outbox import emit, run_due
from eprimo.foundation.transport.mail import Fate, using
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.intake.aaf.sending import sent, zipped
from tests.foundation.intake.aaf.writing import empty_schools, family
from tests.foundation.notifications.test_rounds_kept import Answers
from tests.matrix.deliveries import REPORT

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"


def read(client: Any, route: str, *args: Any) -> str:
    text: str = client.get(reverse(route, args=args)).content.decode()
    return text.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_a_delivery_is_sent_by_parts_looked_over_and_applied(
    cast: Cast, sign_in: Any, tmp_path: Path
) -> None:
    empty_schools()
    client, content = sign_in(cast.academy), zipped(family().write(tmp_path))
    assert "Aucune livraison envoyée ici" in read(client, "academy_directory:index")
    name = base64.b64encode(b"nuit.zip").decode()
    announced = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": f"filename {name}"}
    begun = client.post(reverse("academy_directory:send", args=["17"]), headers=announced)
    assert begun.status_code == 201
    where, half = begun["Location"], len(content) // 2
    for at, part in ((0, content[:half]), (half, content[half:])):
        offset = {**TUS, "Upload-Offset": str(at)}
        assert client.patch(where, part, content_type=PART, headers=offset).status_code == 204
        # A line that was cut asks where it stood.
        assert client.head(where, headers=TUS)["Upload-Offset"] == str(at + len(part))
    one = AafDelivery.objects.get()
    # As the script names it: the last part of its address.
    form = {"academy": "17", "sent": where.strip("/").split("/")[-1]}
    assert client.post(reverse("academy_directory:index"), form).status_code == 302
    assert "est lue et comparée" in read(client, "academy_directory:delivery", one.public_id)
    deliveries_carry_on()
    assert "relisez ce qu’elle changerait" in read(client, "home:home")
    text = read(client, "academy_directory:delivery", one.public_id)
    assert "ECOLE" in text or "Essais" in text
    assert "MARTIN" not in text
    assert client.post(reverse("academy_directory:agree", args=[one.public_id])).status_code == 302
    deliveries_carry_on()
    assert "La livraison est appliquée" in read(client, "academy_directory:delivery", one.public_id)
    assert "Appliquées, d’ici ou par le serveur" in read(client, "academy_directory:index")
    assert "Livraison de l’annuaire" not in read(client, "home:home")


def test_what_is_asked_is_ticked_and_a_refusal_is_told(cast: Cast, sign_in: Any) -> None:
    client, page = sign_in(cast.academy), reverse("academy_directory:index")
    assert client.post(page, {"academy": "17"}).status_code == 422
    given = SimpleUploadedFile("a.zip", b"%PDF-1.4")
    where = client.post(page, {"academy": "17", "archive": given})["Location"]
    deliveries_carry_on()
    one = AafDelivery.objects.get()
    assert "pas une archive ZIP ou TAR.GZ" in read(client, "academy_directory:delivery", one.public_id)
    assert where.endswith(f"{one.public_id}/")
    report = REPORT | {"asks": ["Trente élèves partiraient."]}
    AafDelivery.objects.update(state="checked", needs_yes=True, refusal="", report=report)
    act = reverse("academy_directory:agree", args=[one.public_id])
    refused = client.post(act)
    assert (refused.status_code, "Trente élèves partiraient" in refused.content.decode()) == (422, True)
    client.post(act, {"yes": "on"})
    one.refresh_from_db()
    assert (one.state, one.agreed, one.agreed_by) == ("approved", True, cast.academy)


def test_without_a_second_factor_no_byte_is_kept_nor_erased(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.academy)
    one = AafDelivery.objects.create(
        academy=Academy.objects.get(code="17"), name="a.zip", length=9, made_by=cast.academy
    )
    where = reverse("academy_directory:upload", args=[one.public_id])
    FactorTerm.objects.all().delete()
    Session.objects.update(second_factor_at=None, trusted_until=None)
    asked = [
        client.patch(where, b"PK", content_type=PART, headers={**TUS, "Upload-Offset": "0"}),
        client.delete(where, headers=TUS),
        client.post(reverse("academy_directory:send", args=["17"]), headers={**TUS, "Upload-Length": "9"}),
    ]
    assert [answer.status_code for answer in asked] == [403] * 3
    assert AafDelivery.objects.get().received == 0


def test_a_mandate_of_a_department_sends_nothing(cast: Cast, sign_in: Any) -> None:
    person = make.person("Denise", "DEPART")
    make.mandate(person, "academy", department=make.department())
    make.account(person)
    client = sign_in(person)
    assert "Votre mandat est celui d’un département" in read(client, "academy_directory:index")
    assert client.post(reverse("academy_directory:index"), {"academy": "17"}).status_code == 404
    assert client.post(reverse("academy_directory:send", args=["17"]), headers=TUS).status_code == 404


def test_who_sent_it_is_written_to_without_a_name(cast: Cast, mailoutbox: list[Any], settings: Any) -> None:
    Account.objects.filter(person=cast.academy).update(
        recovery_email="alban@academie.exemple", recovery_email_confirmed_at=NOW
    )
    one = sent(cast, b"%PDF-1.4")
    run_due()
    (letter,) = mailoutbox
    assert letter.to == ["alban@academie.exemple"]
    assert "refusée, et rien n’a changé" in letter.body
    assert str(one.public_id) in letter.body


def test_of_two_who_are_told_the_one_that_a_server_took_is_not_told_again(cast: Cast) -> None:
    """Nor is one address written to for two people, nor anybody of a state that is over."""
    other = make.person("Denise", "ACCORD")
    make.account(other)
    for person, address in ((cast.academy, "alban@academie.exemple"), (other, "denise@academie.exemple")):
        Account.objects.filter(person=person).update(recovery_email=address, recovery_email_confirmed_at=NOW)
    one = sent(cast, b"%PDF-1.4")
    AafDelivery.objects.update(agreed_by=other)
    answers = Answers(Fate.SENT, Fate.LATER)
    with using(answers):
        run_due()
        with clock.frozen(NOW + timedelta(hours=1)):
            run_due()
    told = [letter.to for letter in answers.letters]
    assert sorted(told[:2]) == ["alban@academie.exemple", "denise@academie.exemple"]
    assert told[2:] == told[1:2]
    Account.objects.update(recovery_email="annuaire@academie.exemple")
    again = Answers()
    with using(again):
        emit(AafDeliveryMoved(one.pk))
        run_due()
        emit(AafDeliveryMoved(one.pk))
        tell_all(AafDeliveryMoved(one.pk))
        AafDelivery.objects.update(state="dropped")
        run_due()
    assert [letter.to for letter in again.letters] == ["annuaire@academie.exemple"]


def test_the_worker_starts_one_process_while_something_is_due(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    class Beside:
        def __init__(self, command: list[str], **_: Any) -> None:
            started.append(command)

        def poll(self) -> None:
            return None

    monkeypatch.setattr(worker_process.subprocess, "Popen", Beside)
    monkeypatch.setattr(worker_process, "_running", [])
    assert worker_process.process_start() == 0
    sent(cast, b"PK", carried=False)
    assert [worker_process.process_start(), worker_process.process_start()] == [1, 0]
    assert [command[1:] for command in started] == [["-m", "django", "aaf_deliveries"]]
