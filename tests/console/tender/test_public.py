"""The report from the page of the market, and the public data of the contract."""

import json
from typing import Any

import pytest
from django.urls import reverse

from eprimo.steering.consortium.actions.members import member_add
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.tender.decp import faults_of
from eprimo.steering.tender.enums import DocumentKind, TaskKind
from eprimo.steering.tender.models import Consultation, Document
from tests.console.tender.test_record import page
from tests.steering.consortium.group import Made, said, siren, siret
from tests.steering.tender.market import bids, do, second, signer

pytestmark = pytest.mark.django_db


def test_the_report_is_written_read_by_those_who_declared_and_taken_back(group: Made, sign_in: Any) -> None:
    offer = bids(group, signer(group.cast), "2", "3")[0]
    client = sign_in(group.cast.coordinator)
    assert client.post(reverse("tender:task", args=["report"]), {"done_on": "2026-10-20"}).status_code == 302
    text = page(client, "tender:record")
    assert "retenu par le rapport, pas encore notifié" in text
    assert "lettre 2 – Candidat 2.pdf" in text
    marks = reverse("tender:offer_marks", args=[offer.public_id])
    assert marks not in page(client, "tender:offer", offer.public_id)
    report = reverse("tender:document", args=[Document.objects.get(kind=DocumentKind.REPORT).public_id])
    assert client.get(report).content.startswith(b"%PDF")
    other = second(group.cast)
    Consultation.objects.get().declarations.filter(person=other.person_id).delete()
    text = page(sign_in(group.cast.second), "tender:record")
    assert "Candidat 1" not in text
    assert sign_in(group.cast.second).get(report).status_code == 404
    client = sign_in(group.cast.coordinator)
    assert client.post(reverse("tender:reopen")).status_code == 302
    assert marks in page(client, "tender:offer", offer.public_id)
    assert "retenu par le rapport" not in page(client, "tender:record")


def test_the_notices_that_were_published_outside_are_told_to_who_reads_the_market(
    group: Made, sign_in: Any
) -> None:
    signer(group.cast)
    client, url = sign_in(group.cast.coordinator), reverse("tender:notices")
    assert "ne remplace ni le BOAMP, ni PLACE" in page(client, "tender:record")
    for wrong, words in (
        ({"boamp_number": "12345"}, "l’année, un tiret et un numéro"),
        ({"boamp_link": "https://boamp.fr.exemple.org/avis"}, "mène à boamp.fr"),
        ({"place_link": "http://www.marches-publics.gouv.fr/1"}, "mène à marches-publics.gouv.fr"),
        ({"place_link": "https://[marches-publics.gouv.fr"}, "mène à marches-publics.gouv.fr"),
    ):
        refused = client.post(url, wrong)
        assert refused.status_code == 422
        assert words in refused.content.decode()
    link = "https://www.boamp.fr/pages/avis/?q=idweb:26-12345"
    assert client.post(url, {"boamp_number": "26-12345", "boamp_link": link}).status_code == 302
    assert f'href="{link}"' in page(sign_in(group.cast.member_rep), "tender:record")
    assert sign_in(group.cast.member_rep).get(url).status_code == 404


def test_the_public_data_are_read_corrected_modified_and_taken_away(group: Made, sign_in: Any) -> None:
    by = signer(group.cast)
    bids(group, by, "2", "3")
    client = sign_in(group.cast.coordinator)
    assert "pas notifié" in page(client, "tender:public")
    assert client.get(reverse("tender:public_file")).status_code == 404
    for kind in (TaskKind.REPORT, TaskKind.SIGN, TaskKind.NOTIFY):
        do(group, by, kind)
    assert "Le rectorat n’est pas dans la liste" in page(client, "tender:public")
    one = said(MemberKind.RECTORAT, "Rectorat", siret(siren("17440001")))
    group.market.refresh_from_db()
    type(group.market).objects.update(published_on=None, notified_on=None)
    member_add(actor=by, market=group.market, said=one)
    type(group.market).objects.update(
        published_on=group.market.published_on, notified_on=group.market.notified_on
    )
    typed = {
        "reference": "2026-ENT", "cpv": "48190000-6", "price_type": "Définitif révisable", "advance": "0,05",
        "social": "Clause sociale", "green": "Critère environnemental", "is_innovative": "on",
    }  # fmt: skip
    assert client.post(reverse("tender:declared"), typed | {"cpv": "12"}).status_code == 422
    assert client.post(reverse("tender:declared"), typed).status_code == 302
    change = {"subject": "Avenant n° 1", "notified_on": "2026-11-20", "months": "", "amount": "1 300,50"}
    assert (
        client.post(reverse("tender:modification"), change | {"notified_on": "2026-01-01"}).status_code == 422
    )
    assert client.post(reverse("tender:modification"), change).status_code == 302
    text = page(client, "tender:public")
    assert "Le fichier est prêt" in text
    assert "1. Avenant n° 1" in text
    found = json.loads(client.get(reverse("tender:public_file")).content)
    assert faults_of(found) == []
    contract = found["marches"]["marche"][0]
    assert (contract["marcheInnovant"], contract["tauxAvance"]) == (True, 0.05)
    assert contract["modifications"][0]["modification"]["montant"] == 1300.5
