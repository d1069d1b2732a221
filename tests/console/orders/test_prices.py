"""The price schedule on its page: who reads it when, and the coordinator's hand on it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.actions import price_write, prices_award
from eprimo.steering.prices.models import PriceLine
from tests.conftest import NOW
from tests.steering.consortium import conftest
from tests.steering.consortium.group import Made
from tests.steering.prices.schedule import AWARDEE, CONTRACT, LINES, scheduled

pytestmark = pytest.mark.django_db
# A group whose market has no prices yet.
group = conftest.group
TYPED = {
    "code": "c2", "designation": "Compte d’élève", "unit": "pupil", "indicative_ht": "1,95 €", "vat_rate": "20.00",
    "order": "4", "from_accounts": "0",
}  # fmt: skip


@pytest.fixture
def client(group: Made, sign_in: Any) -> Client:
    return sign_in(group.cast.coordinator)


def page(client: Client, route: str = "orders:prices") -> str:
    response = client.get(reverse(route))
    assert response.status_code == 200
    return response.content.decode().replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")


def notified() -> None:
    Market.objects.update(published_on=NOW.date() - timedelta(days=9), notified_on=NOW.date())


def test_the_coordinator_writes_prices_as_people_write_them_and_corrects_them(client: Client) -> None:
    assert "pas encore de prix" in page(client)
    assert client.post(reverse("orders:price_add"), TYPED).status_code == 302
    line = PriceLine.objects.get()
    assert (line.code, str(line.indicative_ht)) == ("C2", "1.95")
    shown = page(client)
    assert "1,95 €" in shown
    assert "Prix indicatifs" in shown
    answer = client.post(
        reverse("orders:price_correct", args=[line.public_id]), TYPED | {"indicative_ht": "2"}
    )
    assert answer.status_code == 302
    assert "2,00 €" in page(client)
    client.post(reverse("orders:prices_note"), {"note": "Prix inventés."})
    assert "Prix inventés." in page(client)
    client.post(reverse("orders:price_remove", args=[line.public_id]))
    assert not PriceLine.objects.exists()


@pytest.mark.parametrize("typed", ["0", "-1", "1,955", "deux euros", "1e9", "NaN"])
def test_a_price_that_is_none_comes_back_as_it_was_typed(client: Client, typed: str) -> None:
    answer = client.post(reverse("orders:price_add"), TYPED | {"indicative_ht": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert not PriceLine.objects.exists()


def test_members_read_the_prices_once_the_market_was_notified(
    client: Client, group: Made, sign_in: Any
) -> None:
    scheduled(group.cast.actor("coordinator"), group.market)
    member = sign_in(group.cast.member_rep)
    assert member.get(reverse("orders:prices")).status_code == 404
    assert reverse("orders:prices") not in page(member, "tender:record")
    notified()
    assert "Compte d’élève, par an" in page(member)
    assert reverse("orders:prices") in page(member, "tender:record")
    assert reverse("orders:price_add") not in page(member)


def test_the_contract_s_prices_of_a_market_awarded_elsewhere_are_noted_once(
    client: Client, group: Made
) -> None:
    scheduled(group.cast.actor("coordinator"), group.market)
    named = {"contractor": AWARDEE.name, "contractor_siret": AWARDEE.siret}
    typed = {"C1": "1,80", "M1": "30", "O1": "150"} | named
    assert client.post(reverse("orders:prices_award"), typed).status_code == 404
    notified()
    shown = page(client)
    assert "ses lignes ne changent plus" in shown
    assert "Corriger" not in shown
    answer = client.post(reverse("orders:price_add"), TYPED)
    assert answer.status_code == 422
    assert "ses lignes ne changent plus" in answer.content.decode()
    line = PriceLine.objects.get(code="C1")
    removed = client.post(reverse("orders:price_remove", args=[line.public_id]), follow=True)
    assert "ses lignes ne changent plus" in removed.content.decode()
    assert PriceLine.objects.filter(pk=line.pk).exists()
    answer = client.post(reverse("orders:prices_award"), typed | {"M1": "0"})
    assert answer.status_code == 422
    assert "Un prix de 0" in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert client.post(reverse("orders:prices_award"), typed).status_code == 302
    shown = page(client)
    assert "Prix du contrat" in shown
    assert "1,80 €" in shown
    assert reverse("orders:price_add") not in shown
    answer = client.post(reverse("orders:price_add"), TYPED)
    assert answer.status_code == 422
    assert "arrêtés" in answer.content.decode()


def test_the_coordinator_says_how_the_contract_counts_before_its_prices_and_amends_it_after(
    client: Client, group: Made, sign_in: Any
) -> None:
    by = group.cast.actor("coordinator")
    for said in LINES:
        price_write(actor=by, market=group.market, said=said)
    notified()
    shown = page(client)
    assert "Conditions pas encore notées" in shown
    assert reverse("orders:prices_award") not in shown
    banded = TYPED | {"code": "S1", "unit": "school", "from_accounts": "100", "below_accounts": "200"}
    Market.objects.update(published_on=None, notified_on=None)
    assert client.post(reverse("orders:price_add"), banded).status_code == 302
    notified()
    assert "de 1 à moins de 100 comptes, 200 comptes ou davantage" in " ".join(page(client).split())
    typed = {"begins": "order", "part": "day", "bands": "now", "rounding": "near", "minimum_ht": ""}
    assert client.post(reverse("orders:terms"), typed | {"part": "week"}).status_code == 422
    assert client.post(reverse("orders:terms"), typed).status_code == 302
    assert reverse("orders:prices_award") in page(client)
    prices_award(actor=by, market=group.market, prices=CONTRACT | {"S1": Decimal(40)}, to=AWARDEE)
    more = typed | {"effective_on": "2027-01-01", "reference": "Avenant n° 1 du 2 décembre 2026"}
    assert client.post(reverse("orders:terms"), more | {"reference": ""}).status_code == 422
    assert client.post(reverse("orders:terms"), more | {"minimum_ht": "20"}).status_code == 302
    assert "Avenant n° 1 du 2 décembre 2026, pour les bons envoyés à partir du 1er janvier 2027" in page(
        client
    )
    assert "se compte au jour près" in page(sign_in(group.cast.member_rep))


def test_amendments_and_rates_of_vat_are_noted_read_and_taken_back(client: Client, group: Made) -> None:
    scheduled(group.cast.actor("coordinator"), group.market)
    notified()
    assert client.get(reverse("orders:price_amendment")).status_code == 404
    prices_award(actor=group.cast.actor("coordinator"), market=group.market, prices=CONTRACT, to=AWARDEE)
    url = reverse("orders:price_amendment")
    said = {"reference": "Avenant nº 1", "index": "1,035", "notified_on": "2026-11-24"}
    middle = client.post(url, said | {"effective_on": "2027-01-01"})
    assert middle.status_code == 422
    assert "commencée garde les siens" in middle.content.decode()
    assert client.post(url, said | {"effective_on": "2027-07-19"}).status_code == 302
    # The next one follows it, and says the prices that it left.
    form = client.get(url).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert 'value="2028-07-19"' in form
    assert "1,86 € HT depuis l’avenant du 19 juillet 2027" in form
    vat = {"effective_on": "2027-01-01", "before": "20.00", "after": "21", "reference": "Loi de finances"}
    assert client.post(reverse("orders:vat"), vat).status_code == 302
    twice = client.post(reverse("orders:vat"), vat)
    assert (twice.status_code, "qu’un taux par jour" in twice.content.decode()) == (422, True)
    shown = page(client)
    for words in ("Avenant nº 1", "Indice 1,035, sur tous", "1,86 €", "20 % devient 21 %", "Loi de finances"):
        assert words in shown
    client.post(
        reverse("orders:price_amendment_remove", args=[group.market.price_amendments.get().public_id])
    )
    client.post(reverse("orders:vat_remove", args=[group.market.vat_changes.get().public_id]))
    assert "Aucun avenant aux prix" in page(client)
