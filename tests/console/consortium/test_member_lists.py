"""« Importer des membres », as the coordinator walks it, and what the member then finds."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from eprimo.steering.consortium.models import Member, MemberList
from tests.steering.consortium.group import Made, siren, siret
from tests.steering.consortium.listing import sheet

pytestmark = pytest.mark.django_db
NEW = siret(siren("99900081"))


def give(client: Any, content: bytes, name: str = "membres.csv") -> Any:
    return client.post(reverse("consortium:member_lists"), {"sheet": SimpleUploadedFile(name, content)})


def read(client: Any, route: str, *args: Any, **asked: str) -> str:
    text: str = client.get(reverse(route, args=args), asked).content.decode()
    return text.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_a_list_is_given_looked_over_applied_printed_and_undone(group: Made, sign_in: Any) -> None:
    client, brive = sign_in(group.cast.coordinator), group["brive"]
    assert "Aucune liste pour le moment" in read(client, "consortium:member_lists")
    rows = [
        (NEW, "SIVOS des Prés", "Syndicat", "sivos@pres.exemple", "", "2 rue du Lac", "44000", "Nantes"),
        (brive.siret, "OGEC Y", "OGEC"),
    ]
    page = give(client, sheet(rows), "../../<b>liste</b>.csv")
    assert page.status_code == 302
    one = MemberList.objects.get()
    assert one.name == "b>.csv"
    text = read(client, "consortium:member_list", one.public_id)
    assert "Ce SIRET est celui de" in text
    assert "plus d’une sur dix" in text
    digest = client.get(reverse("consortium:member_list", args=[one.public_id])).context["digest"]
    act = reverse("consortium:member_list_apply", args=[one.public_id])
    refused = client.post(act, {"relu": digest})
    assert (refused.status_code, Member.objects.filter(siret=NEW).exists()) == (422, False)
    assert client.post(act, {"relu": digest, "oui": "on"}).status_code == 302
    made = Member.objects.get(siret=NEW)
    assert "Imprimer les lettres (1)" in " ".join(
        read(client, "consortium:member_list", one.public_id).split()
    )
    assert "44000 NANTES" in read(client, "consortium:member", made.public_id)
    letters = client.post(reverse("consortium:member_list_letters", args=[one.public_id]))
    (letter,) = PdfReader(io.BytesIO(letters.content)).pages
    assert "2 rue du Lac" in letter.extract_text()
    assert letters["Cache-Control"] == "no-store, private"
    # Pressed twice.
    assert client.post(act, {"relu": digest, "oui": "on"}).status_code == 302
    client.post(reverse("consortium:member_list_undo", args=[one.public_id]))
    assert not Member.objects.filter(siret=NEW).exists()
    assert "Cette liste est annulée" in read(client, "consortium:member_list", one.public_id)


def test_a_file_that_is_no_list_is_a_sentence_at_its_field(group: Made, sign_in: Any) -> None:
    client = sign_in(group.cast.coordinator)
    wide = b"SIRET;Nom;Nature" + b";x" * 300
    for content, words in (
        (b"%PDF-1.4", "pas un tableau lisible"),
        (sheet([("1", "x")], titles=("SIRET", "Nom")), "Il manque"),
        (wide, "démesuré"),
        (b"SIRET;Nom\n" + b"1;2\n" * 10_001, "démesuré"),
    ):
        page = give(client, content)
        assert page.status_code == 422
        assert words in page.content.decode()
    assert not MemberList.objects.exists()


def test_a_member_takes_the_schools_that_a_list_proposes_on_its_page(group: Made, sign_in: Any) -> None:
    client, valmarais = sign_in(group.cast.coordinator), group["valmarais"]
    give(client, sheet([(valmarais.siret, valmarais.name, "Commune", "", "annuaire")]))
    one = MemberList.objects.get()
    digest = client.get(reverse("consortium:member_list", args=[one.public_id])).context["digest"]
    client.post(reverse("consortium:member_list_apply", args=[one.public_id]), {"relu": digest})
    assert "Le membre ne les a pas encore prises" in read(client, "consortium:member", valmarais.public_id)
    own = sign_in(group.cast.member_rep)
    assert "Prendre ces écoles" in read(own, "consortium:member", valmarais.public_id)
    own.post(reverse("consortium:proposals", args=[valmarais.public_id]))
    text = read(own, "consortium:member", valmarais.public_id)
    assert "Prendre ces écoles" not in text
    assert "École Les Tilleuls" in text
