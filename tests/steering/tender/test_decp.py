"""The public data of the contract: valid at each change, with nobody's name in it."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.actions.members import member_add
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.prices.amendments import amendment_remove, price_amend
from eprimo.steering.prices.errors import WrongAmendment
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.tender.actions.publication import Declared, modification_record, public_declare
from eprimo.steering.tender.decp import REQUIRED, decp_of, faults_of, official_faults
from eprimo.steering.tender.enums import DocumentKind, Green, PriceType, Social, TaskKind
from eprimo.steering.tender.errors import NotYet, WrongDay, WrongOffer
from eprimo.steering.tender.models import Consultation, Document, Modification
from tests.conftest import NOW
from tests.steering.consortium.group import Made, said, siren, siret
from tests.steering.tender.market import DAYS, do, done

CONTRACT: dict[str, Any] = {
    "id": "2026-EPRIMO", "acheteur": {"id": "17440001700017"}, "nature": "Marché", "objet": "Un ENT",
    "codeCPV": "48190000-6", "techniques": {"technique": ["Accord-cadre"]},
    "modalitesExecution": {"modaliteExecution": ["Bons de commande"]}, "marcheInnovant": False,
    "ccag": "Techniques de l'information et de la communication", "offresRecues": 2, "attributionAvance": False,
    "typeGroupementOperateurs": "Pas de groupement", "procedure": "Appel d'offres ouvert",
    "lieuExecution": {"code": "52", "typeCode": "Code région"}, "dureeMois": 48, "dateNotification": "2026-04-30",
    "datePublicationDonnees": "2026-05-04", "montant": 964.0, "typesPrix": {"typePrix": ["Définitif ferme"]},
    "formePrix": "Unitaire", "sousTraitanceDeclaree": False,
    "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "99900061500016"}}],
    "considerationsSociales": {"considerationSociale": ["Pas de considération sociale"]},
    "considerationsEnvironnementales": {"considerationEnvironnementale": ["Pas de considération environnementale"]},
}  # fmt: skip


def file_of(**changed: Any) -> dict[str, Any]:
    return {"marches": {"marche": [CONTRACT | changed]}}


def checked(document: dict[str, Any]) -> list[str]:
    """Our rules, and those of the official schema when it is given."""
    found = faults_of(document)
    return found + (official_faults(document, Path(settings.DECP_SCHEMA)) if settings.DECP_SCHEMA else [])


@given(
    st.fixed_dictionaries(
        {
            "id": st.text("ABC0123456789-", min_size=1, max_size=16), "objet": st.text(min_size=1, max_size=1000),
            "offresRecues": st.integers(1, 99), "dureeMois": st.integers(1, 48), "montant": st.floats(1, 1e9),
            "marcheInnovant": st.booleans(), "sousTraitanceDeclaree": st.booleans(), "tauxAvance": st.floats(0, 1),
            "typesPrix": st.sampled_from(PriceType.values).map(lambda one: {"typePrix": [one]}),
            "considerationsSociales": st.sampled_from(Social.values).map(lambda one: {"considerationSociale": [one]}),
            "considerationsEnvironnementales": st.sampled_from(Green.values).map(
                lambda one: {"considerationEnvironnementale": [one]}
            ),
            "dateNotification": st.dates(date(2026, 1, 1), date(2030, 7, 19)).map(date.isoformat),
        }
    )
)  # fmt: skip
def test_whatever_a_contract_says_its_file_holds(values: dict[str, Any]) -> None:
    assert checked(file_of(**values)) == []


@given(st.sampled_from(sorted(REQUIRED)))
def test_a_file_that_lacks_a_key_is_told_so(key: str) -> None:
    document = file_of()
    del document["marches"]["marche"][0][key]
    assert f"{key}: missing" in faults_of(document)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x" * 17}, {"codeCPV": "4819"}, {"montant": 0}, {"montant": True}, {"dureeMois": 4.5},
        {"dateNotification": "2026-02-30"}, {"dateNotification": "30/04/2026"}, {"titulaires": []},
        {"titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "1"}}]}, {"acheteur": {"id": "abc"}},
        {"typesPrix": {"typePrix": []}}, {"typesPrix": {"typePrix": ["Ferme"]}}, {"marcheInnovant": "non"},
        {"modifications": [{"modification": {"id": 0}}]}, {"tauxAvance": 2}, {"nom": "Jeanne"},
        {"lieuExecution": {"code": "44"}}, {"considerationsSociales": {"considerationSociale": ["?"]}},
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told_with_its_key(wrong: dict[str, Any]) -> None:
    assert [one.split(":")[0] for one in faults_of(file_of(**wrong))] == list(wrong)
    assert faults_of({"marches": {"marche": []}})


def notified(group: Made, by: Actor) -> Consultation:
    one = said(MemberKind.RECTORAT, "Rectorat", siret(siren("17440001")))
    member_add(actor=by, market=group.market, said=one)
    done(group, by, until=TaskKind.NOTIFY)
    return Consultation.objects.select_related("market", "retained").get()


@pytest.mark.django_db
def test_a_file_is_kept_at_the_notification_and_after_each_change_and_each_holds(
    group: Made, by: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    consultation = notified(group, by)
    modification_record(
        actor=by, market=consultation.market, subject="Avenant", notified_on=NOW.date(), months=None,
        amount=Decimal("1200.50"),
    )  # fmt: skip
    public_declare(
        actor=by, market=consultation.market,
        said=Declared(
            "2026-ENT", "72212190-7", PriceType.REVISED, Social.CLAUSE, Green.CRITERION, advance=Decimal("0.3")
        ),
    )  # fmt: skip
    do(group, by, TaskKind.NOTIFY, file=None, done_on=NOW.date())
    files = [
        json.loads(bytes(one.content)) for one in Document.objects.filter(kind="decp").order_by("version")
    ]
    assert len(files) == 4
    for one in files:
        assert checked(one) == []
    first, last = files[0]["marches"]["marche"][0], files[-1]["marches"]["marche"][0]
    assert (first["montant"], first["dureeMois"], first["offresRecues"]) == (964.0, 48, 2)
    assert first["dateNotification"] == DAYS[TaskKind.NOTIFY].isoformat()
    assert "modifications" not in first
    assert last["modifications"][0]["modification"]["montant"] == 1200.5
    assert (last["id"], last["tauxAvance"]) == ("2026-ENT", 0.3)
    assert last["titulaires"][0]["titulaire"]["id"] == siret(siren("99900061"))
    call_command("check_decp")
    assert "1 fichier(s), 0 faute(s)" in capsys.readouterr().out


@pytest.mark.django_db
def test_an_amendment_of_prices_is_a_modification_of_the_public_data(group: Made, by: Actor) -> None:
    """Its day and what the whole market comes to, two years of four at the new price; taken back, the file says so."""
    market = notified(group, by).market
    price = dict(PriceLine.objects.filter(market=market).values_list("code", "contract_ht"))
    made = price_amend(
        actor=by, market=market, effective_on=date(2028, 7, 19), reference="Avenant n° 1", index=Decimal("1.5"),
        notified_on=date(2026, 11, 20),
    )  # fmt: skip
    files = Document.objects.filter(kind="decp").order_by("version")
    [told] = json.loads(bytes(files.last().content))["marches"]["marche"][0]["modifications"]  # type: ignore[union-attr]
    said = told["modification"]
    assert (said["id"], said["dateNotificationModification"]) == (1, "2026-11-20")
    # 120 accounts, two years at half as much again; two schools were set up once, before.
    assert said["montant"] == float(120 * (price["C1"] or 0) * 5 + 2 * (price["M1"] or 0))
    first = json.loads(bytes(files[0].content))["marches"]["marche"][0]
    # The new total of the market, as the first file says the first one: half as much again for half of the years.
    assert said["montant"] == first["montant"] + float(120 * (price["C1"] or 0))
    assert all(checked(json.loads(bytes(one.content))) == [] for one in files)
    for day, words in ((date(2026, 4, 1), "vient après"), (date(2027, 1, 1), "est à venir")):
        with pytest.raises(WrongAmendment, match=words):
            price_amend(
                actor=by, market=market, effective_on=date(2029, 7, 19), reference="N° 2", index=Decimal(1),
                notified_on=day,
            )  # fmt: skip
    amendment_remove(actor=by, amendment=made)
    assert "modifications" not in json.loads(bytes(files.last().content))["marches"]["marche"][0]  # type: ignore[union-attr]
    again = price_amend(
        actor=by,
        market=market,
        effective_on=date(2028, 7, 19),
        reference="Avenant n° 1",
        index=Decimal("1.5"),
    )
    modification_record(
        actor=by, market=market, subject="Autre", notified_on=NOW.date(), months=None, amount=None
    )
    with pytest.raises(WrongAmendment, match="une autre la suit"):
        amendment_remove(actor=by, amendment=again)


@pytest.mark.django_db
def test_a_modification_says_the_new_total_and_follows_the_one_before(group: Made, by: Actor) -> None:
    """« Nouveau montant », « séquence croissante correspondant à l’ordre de notification » (format 2.0.3)."""
    market = notified(group, by).market

    def change(day: date, amount: str | None) -> None:
        modification_record(
            actor=by, market=market, subject="Avenant", notified_on=day, months=None,
            amount=None if amount is None else Decimal(amount),
        )  # fmt: skip

    with pytest.raises(WrongOffer, match=r"Le marché est de 964,00.€ HT.*nouveau montant total"):
        change(NOW.date(), "96.40")
    change(NOW.date() - timedelta(days=1), "482")
    with pytest.raises(WrongOffer, match=r"de 482,00.€ HT"):
        change(NOW.date(), "240")
    with pytest.raises(WrongDay, match="La modification n° 1 est notifiée"):
        change(NOW.date() - timedelta(days=2), None)
    change(NOW.date(), "241")
    assert Modification.objects.count() == 2


@pytest.mark.django_db
def test_no_person_is_named_in_public_data(group: Made, by: Actor) -> None:
    text = json.dumps(decp_of(notified(group, by), NOW.date()), ensure_ascii=False)
    names = Person.objects.values_list("last_name", flat=True)
    assert [name for name in names if len(name) > 3 and name in text] == []


@pytest.mark.django_db
def test_before_the_notification_there_is_no_file_and_nothing_to_modify(group: Made, by: Actor) -> None:
    done(group, by, until=TaskKind.SIGN)
    said_of = {"market": group.market, "subject": "x", "months": None, "amount": None}
    with pytest.raises(NotYet):
        decp_of(Consultation.objects.select_related("market", "retained").get(), NOW.date())
    with pytest.raises(NotYet):
        modification_record(actor=by, notified_on=NOW.date(), **said_of)
    do(group, by, TaskKind.NOTIFY)
    assert not Document.objects.filter(kind=DocumentKind.DECP).exists()
    for more, error in (
        ({"notified_on": date(2026, 1, 1)}, WrongDay), ({"notified_on": NOW.date(), "months": 0}, WrongOffer),
    ):  # fmt: skip
        with pytest.raises(error):
            modification_record(actor=by, **said_of | more)


@pytest.mark.django_db
def test_the_command_stops_with_the_faults_it_finds(
    group: Made, by: Actor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notified(group, by)
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps({"required": ["contrats"]}))
    with pytest.raises(CommandError):
        call_command("check_decp", schema=schema)
    assert "contrats" in capsys.readouterr().out
