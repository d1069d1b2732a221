"""The page of the market, as the coordinator, members, the commission and the contractor open it."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

from eprimo.steering.consortium.actions.members import member_add
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.tender.actions.deliveries import documents_send
from eprimo.steering.tender.enums import DocumentKind, TaskKind
from eprimo.steering.tender.models import Consultation, Delivery, Document
from tests.cast import Cast
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, Made, said, siren, siret
from tests.steering.prices.schedule import scheduled
from tests.steering.tender.market import analysed, bound, do, done, prepared, signer, with_needs

pytestmark = pytest.mark.django_db


def page(client: Any, route: str, *args: Any, **asked: str) -> str:
    response = client.get(reverse(route, args=args), asked)
    assert response.status_code == 200
    return str(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " "))


def test_the_coordinator_brings_the_market_to_its_publication_on_its_page(group: Made, sign_in: Any) -> None:
    signer(group.cast)
    with_needs(group)
    bound(group)
    client = sign_in(group.cast.coordinator)
    text = page(client, "tender:record")
    assert "elle manque" in text
    assert "120 <small>comptes" in text
    notice = {"file": SimpleUploadedFile("avis.pdf", PDF)}
    answer = client.post(reverse("tender:task", args=["publish"]), {"done_on": "2026-09-07"} | notice)
    assert answer.status_code == 422
    assert "qui n’est pas faite (article 4.1)" in answer.content.decode()
    said = {"subject": "Un ENT", "until_day": "2026-10-15", "until_time": "12:00", "bidding": "electro"}
    assert client.post(reverse("tender:prepare"), said).status_code == 302
    for kind in ("cctp", "ccap", "rc", "bpu", "ae"):
        given = {"file": SimpleUploadedFile(f"{kind}.pdf", PDF)}
        assert client.post(reverse("tender:piece", args=[kind]), given).status_code == 302
    weights = {"name_1": "Ergonomie", "weight_1": "25,5", "name_2": "Services", "weight_2": "34"}
    refused = client.post(reverse("tender:criteria"), weights)
    assert refused.status_code == 422
    assert "La somme des poids est 99,5" in refused.content.decode()
    assert client.post(reverse("tender:criteria"), weights | {"weight_2": "34,5"}).status_code == 302
    for kind, day, more in (
        ("collect", "2026-09-01", {}), ("dce", "2026-09-02", {}),
        ("publish", "2026-09-07", {"file": SimpleUploadedFile("avis.pdf", PDF)}),
    ):  # fmt: skip
        answer = client.post(reverse("tender:task", args=[kind]), {"done_on": day} | more)
        assert answer.status_code == 302, answer.content.decode()
    assert Market.objects.get().published_on is not None
    text = page(client, "tender:record")
    assert "7 septembre 2026" in text
    assert "jusqu’au 15 octobre 2026, à 12 h" in text
    assert "Nouvelle version" not in text
    sheet = client.get(reverse("tender:quantities", args=["ods"]))
    rows = load_workbook(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[-1] == ["Total", 2, 2, 120]


def test_the_page_of_the_method_says_why_the_one_relative_to_the_mean_is_not_there(
    group: Made, sign_in: Any
) -> None:
    prepared(group, signer(group.cast))
    text = page(sign_in(group.cast.coordinator), "tender:method")
    assert "relative à la moyenne des offres, n’est pas proposée" in text
    assert "que dans un tableur" in text


def test_r042_members_and_the_commission_read_the_final_documents_and_the_contractor_after_notification(
    group: Made, sign_in: Any
) -> None:
    by = signer(group.cast)
    with_needs(group)
    scheduled(by, group.market)
    done(group, by, until=TaskKind.DCE)
    rc = Document.objects.get(kind=DocumentKind.RC)
    readers, url = ("member_rep", "commission"), reverse("tender:document", args=[rc.public_id])
    for name in readers:
        client = sign_in(group.cast.people[name])
        assert "pas encore publié" in page(client, "tender:record")
        assert client.get(url).status_code == 404
    do(group, by, TaskKind.PUBLISH)
    for name in readers:
        client = sign_in(group.cast.people[name])
        assert "RC (règlement" in page(client, "tender:record")
        assert client.get(url).content == PDF
    analysed(group, by, ("2", "3"))
    do(group, by, TaskKind.REPORT)
    do(group, by, TaskKind.SIGN)
    report = reverse("tender:document", args=[Document.objects.get(kind=DocumentKind.REPORT).public_id])
    for name in readers:
        client = sign_in(group.cast.people[name])
        assert client.get(report).status_code == 404
        assert "Acte d’engagement signé" not in page(client, "tender:record")
    assert sign_in(group.cast.contractor).get(reverse("tender:record")).status_code == 404
    do(group, by, TaskKind.NOTIFY)
    for name in (*readers, "contractor"):
        text = page(sign_in(group.cast.people[name]), "tender:record")
        assert "Acte d’engagement signé" in text
        assert "Candidat 1" in text
        assert "Candidat 2" not in text
    assert reverse("tender:record") in page(sign_in(group.cast.contractor), "home:home")
    assert sign_in(group.cast.academy).get(reverse("tender:record")).status_code == 404


def test_r041_a_member_acknowledges_what_it_was_sent_and_the_coordinator_sees_it(
    group: Made, sign_in: Any
) -> None:
    by = signer(group.cast)
    done(group, by, until=TaskKind.NOTIFY)
    assert sign_in(group.cast.coordinator).post(reverse("tender:send")).status_code == 302
    assert documents_send(actor=by, market=group.market) == 0
    member = sign_in(group.cast.member_rep)
    assert "Accuser réception" in page(member, "tender:record")
    url = reverse("tender:receive", args=[group["valmarais"].public_id])
    assert member.post(url).status_code == 302
    assert member.post(reverse("tender:receive", args=[group["brive"].public_id])).status_code == 404
    assert Delivery.objects.exclude(opened_at=None).count() == 1
    client = sign_in(group.cast.coordinator)
    assert "Accuser réception" not in page(client, "tender:record")
    text = page(client, "tender:deliveries")
    assert "1 ouvert sur 2" in text
    assert "Commune de Valmarais" not in page(client, "tender:deliveries", seuls="unopened")
    assert "2 envoyés sur 2, 1 ouvert" in page(client, "tender:record")


def test_before_the_calendar_is_opened_the_page_says_so(cast: Cast, sign_in: Any) -> None:
    assert "pas encore de calendrier" in page(sign_in(cast.member_rep), "tender:record")
    assert sign_in(cast.contractor).get(reverse("tender:record")).status_code == 404


def test_deliveries_ask_as_many_statements_for_thirty_members_as_for_two(group: Made, sign_in: Any) -> None:
    by = signer(group.cast)
    prepared(group, by)
    client, url = sign_in(group.cast.coordinator), reverse("tender:deliveries")

    def asked() -> int:
        Delivery.objects.all().delete()
        consultation = Consultation.objects.get()
        Delivery.objects.bulk_create(
            Delivery(consultation=consultation, member=one, sent_at=NOW) for one in Member.objects.all()
        )
        client.get(url)
        with CaptureQueriesContext(connection) as told:
            assert client.get(url).status_code == 200
        return len(told)

    few = asked()
    for number in range(30):
        one = said(MemberKind.SYNDICAT, f"SIVOS {number:02}", siret(siren(f"99902{number:03}")))
        member_add(actor=by, market=group.market, said=one)
    assert asked() == few
