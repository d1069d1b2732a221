"""The group's pages, as the coordinator, a member, a managing body and others open them."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.members import member_add
from eprimo.steering.consortium.actions.representation import signatory_name
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Market, Member, Piece
from tests.cast import Cast
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, Made, said, siren, siret

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(group: Made, sign_in: Any) -> Any:
    """`opened(name)`: a client signed in as that person."""
    return lambda name: sign_in(group.cast.people[name])


def text(client: Client, route: str, *args: Any, **asked: str) -> str:
    response = client.get(reverse(route, args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, route: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(route, args=args), data)


MEMBER = {"kind": "syndicat", "name": "SIVOS des Prés", "siret": siret(siren("99900080")), "department": "44"}


def test_before_the_calendar_is_opened_the_page_says_so_and_it_opens_with_the_days_of_the_convention(
    cast: Cast, sign_in: Any
) -> None:
    Mandate.objects.filter(person=cast.coordinator).update(level="manage")
    client = sign_in(cast.coordinator)
    assert "pas encore de calendrier" in text(client, "consortium:members")
    assert 'value="2026-01-24"' in text(client, "consortium:days")
    form = client.get(reverse("consortium:days")).context["form"]
    days = {name: str(value or "") for name, value in form.initial.items()}
    answer = post(client, "consortium:days", **days, academy="17")
    assert answer.status_code == 302
    assert Market.objects.get().starts_on == date(2026, 7, 19)
    page = text(client, "consortium:calendar")
    assert "19&nbsp;juillet&nbsp;2030" in page or "19\N{NO-BREAK SPACE}juillet\N{NO-BREAK SPACE}2030" in page


def test_r001_the_list_and_the_calendar_bear_the_name_of_the_group(opened: Any) -> None:
    for route in ("consortium:members", "consortium:calendar"):
        page = text(opened("commission"), route)
        assert (
            "Environnement Numérique de Travail des écoles de l’Académie de Nantes, ENT 1er degré e‑primo"
            in page
        )


def test_r002_a_private_school_out_of_contract_is_refused_at_its_field_and_nothing_typed_is_lost(
    opened: Any,
) -> None:
    typed = MEMBER | {"kind": "private", "name": "École libre des Prés", "contract": ""}
    answer = post(opened("coordinator"), "consortium:add", **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "hors contrat ne peut pas entrer" in page
    assert "École libre des Prés" in page


def test_a_member_is_added_found_and_corrected(opened: Any) -> None:
    client = opened("coordinator")
    assert post(client, "consortium:add", **MEMBER).status_code == 302
    made = Member.objects.get(name="SIVOS des Prés")
    for asked in ({"q": "sivos pre"}, {"q": made.siret[:9]}, {"nature": "syndicat"}):
        page = text(client, "consortium:members", **asked)
        assert "SIVOS des Prés" in page
        assert "Commune de Valmarais" not in page
    assert "Aucun membre ne répond" in text(client, "consortium:members", departement="44", q="zzz")
    answer = post(client, "consortium:correct", made.public_id, **MEMBER | {"email": "sivos@exemple.fr"})
    assert answer.status_code == 302
    assert "sivos@exemple.fr" in text(client, "consortium:member", made.public_id)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"siret": "21440109300016"}, "n’est pas un SIRET"),
        ({"kind": "commune", "place": "", "siret": siret(siren("21440996"))}, "Choisissez la commune"),
        ({"kind": "commune", "place": "Nulle-Part"}, "Aucun lieu de ce nom"),
        ({"kind": "rectorat", "siret": siret(siren("21440998"))}, "celui d’une commune"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(opened: Any, typed: dict[str, str], words: str) -> None:
    answer = post(opened("coordinator"), "consortium:add", **MEMBER | typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_list_leaves_as_a_file_as_it_is_narrowed(opened: Any) -> None:
    client = opened("coordinator")
    found = post(client, "consortium:members_file", format="csv", nature="commune").content.decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(found), delimiter=";"))
    assert [row["Membre"] for row in rows] == ["Commune de Brive-sur-Loirette", "Commune de Valmarais"]
    assert rows[0]["Représentation"] == "e-Collectivités (inventé)"
    whole = post(client, "consortium:members_file", format="ods")
    sheet = load_workbook(io.BytesIO(whole.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 5
    # Figures of a SIRET stay words: a spreadsheet that reads a number loses their end.
    assert all(isinstance(row[2], str) for row in sheet[1:])
    assert AuditLine.objects.filter(act="consortium.members.exported").count() == 2


def test_r042_what_a_member_reads_of_another_is_its_card(opened: Any, group: Made) -> None:
    """R042: name, kind, department, who acts for it; neither its number, its address, its signatory nor its schools."""
    by = group.cast.actor("managing_body")
    school_claim(actor=by, member=group["brive"], school=group.schools["brive"])
    signatory_name(
        actor=by,
        member=group["brive"],
        first_name="Jeanne",
        last_name="SIGNE",
        function="Maire",
        starts=NOW.date(),
    )
    secrets = (group["brive"].siret, "SIGNE", "École du Pont", "mandat.pdf")
    page = text(opened("member_rep"), "consortium:member", group["brive"].public_id)
    assert "Commune de Brive-sur-Loirette" in page
    assert "e-Collectivités (inventé)" in page
    assert [word for word in secrets if word in page] == []
    for name in ("managing_body", "coordinator"):
        page = text(opened(name), "consortium:member", group["brive"].public_id)
        assert [word for word in secrets if word not in page] == [], name


def test_r014_the_page_refuses_both_ways_and_keeps_the_mandate_file(opened: Any, group: Made) -> None:
    client, member = opened("coordinator"), group["valmarais"]
    body = str(group.body.public_id) if group.body else ""
    both = post(
        client,
        "consortium:represent",
        member.public_id,
        mode="alone",
        managing_body=body,
        starts="2026-11-24",
    )
    assert both.status_code == 422
    assert "une seule représentation" in both.content.decode()
    answer = post(
        client, "consortium:represent", member.public_id, mode="body", managing_body=body, starts="2026-11-24",
        mandate_file=SimpleUploadedFile("mandat signé.pdf", PDF),
    )  # fmt: skip
    assert answer.status_code == 302
    piece = Piece.objects.get(member=member)
    got = client.get(reverse("consortium:piece", args=[piece.public_id]))
    assert got.content == PDF
    assert opened("managing_body").get(reverse("consortium:piece", args=[piece.public_id])).status_code == 200


def test_a_member_chooses_its_schools_and_gives_one_back(opened: Any, group: Made) -> None:
    client, member, tilleuls = opened("member_rep"), group["valmarais"], group.cast.tilleuls
    page = text(client, "consortium:schools", member.public_id, q="tilleuls")
    assert "École Les Tilleuls" in page
    assert "École Sainte-Anne" not in text(client, "consortium:schools", member.public_id)
    assert (
        post(client, "consortium:schools", member.public_id, school=str(tilleuls.public_id)).status_code
        == 302
    )
    again = client.post(
        reverse("consortium:schools", args=[member.public_id]),
        {"school": str(tilleuls.public_id)},
        follow=True,
    )
    assert "est déjà une école de" in again.content.decode()
    assert "École Les Tilleuls" in text(client, "consortium:member", member.public_id)
    claim = member.claims.get()
    post(client, "consortium:release", member.public_id, claim.public_id)
    assert "Aucune école pour le moment" in text(client, "consortium:member", member.public_id)
    assert post(client, "consortium:schools", member.public_id, school="x").status_code == 404


def test_who_acts_for_members_finds_them_on_the_home(opened: Any, group: Made) -> None:
    for name, own in (("member_rep", "valmarais"), ("managing_body", "brive")):
        page = text(opened(name), "home:home")
        assert reverse("consortium:member", args=[group[own].public_id]) in page
        assert "Vos" in text(opened(name), "consortium:members") or "Votre" in text(
            opened(name), "consortium:members"
        )


def test_the_coordinator_finds_on_the_home_how_the_files_stand(opened: Any, group: Made) -> None:
    page = opened("coordinator").get("/").content.decode()
    members = Member.objects.exclude(kind=MemberKind.RECTORAT).count()
    assert f"{members}\N{NO-BREAK SPACE}dossiers" in page
    assert f'href="{reverse("consortium:members")}?dossier=draft"' in page
    assert "dossier=complete" not in page
    assert "dossiers" not in opened("academy").get("/").content.decode()


def test_the_contractor_has_the_group_in_the_menu_from_the_notification_on(opened: Any, group: Made) -> None:
    entry = f'href="{reverse("consortium:members")}"'
    assert entry not in text(opened("contractor"), "home:home")
    Market.objects.update(published_on=NOW.date() - timedelta(days=9), notified_on=NOW.date())
    assert entry in text(opened("contractor"), "home:home")
    assert reverse("consortium:calendar") not in text(opened("contractor"), "consortium:members")


def test_the_list_makes_as_many_statements_for_thirty_members_as_for_three(opened: Any, group: Made) -> None:
    client, by = opened("coordinator"), group.cast.actor("coordinator")
    text(client, "consortium:members")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            text(client, "consortium:members")
        return len(told)

    few = asked()
    for number in range(30):
        one = said(MemberKind.SYNDICAT, f"SIVOS {number:02}", siret(siren(f"99902{number:03}")))
        member_add(actor=by, market=group.market, said=one)
    assert asked() == few
    page = text(client, "consortium:members")
    assert "34 membres" in page.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    assert "SIVOS 29" not in page
    after = client.get(reverse("consortium:members")).context["page"].after
    assert "SIVOS 29" in text(client, "consortium:members", after=after)
