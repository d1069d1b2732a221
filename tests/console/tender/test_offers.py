"""The pages of the commission and of the offers, from the seat to the ranking."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.steering.tender.analysis import analysis_of
from eprimo.steering.tender.enums import TaskKind
from eprimo.steering.tender.models import Consultation, Declaration, Mark, Offer, OfferPrice, Opening
from tests.console.tender.test_record import page
from tests.steering.consortium.group import Made, siren, siret
from tests.steering.prices.schedule import scheduled
from tests.steering.tender.market import bids, cleared, done, second, signer, with_needs

pytestmark = pytest.mark.django_db


def test_from_the_seat_to_the_ranking_by_the_pages_alone(group: Made, sign_in: Any) -> None:
    cast, by = group.cast, signer(group.cast)
    with_needs(group)
    scheduled(by, group.market)
    done(group, by, until=TaskKind.PUBLISH)
    second(cast)
    cleared(group, "second")
    client = sign_in(cast.coordinator)
    assert client.get(reverse("tender:offers")).status_code == 404
    seat = {
        "person": str(cast.commission.public_id),
        "kind": "full",
        "body": "Valmarais",
        "starts": "2026-01-05",
    }
    assert client.post(reverse("tender:seat"), seat).status_code == 302
    assert "Pas encore signée" in page(client, "tender:commission")
    assert client.post(reverse("tender:declare"), {"has_interest": "no"}).status_code == 302
    for bidder, number, day in (("ENT Ouest", "99900061", "14"), ("Trop Tard", "99900062", "16")):
        said = {"bidder": bidder, "siret": siret(siren(number)), "day": f"2026-10-{day}", "time": "09:00"}
        assert client.post(reverse("tender:deposit"), said).status_code == 302
    text = page(client, "tender:offers")
    assert "Hors délai, jamais ouverte" in text
    assert client.post(reverse("tender:opening")).status_code == 302
    assert "Une autre personne de la coordination confirme" in page(client, "tender:offers")
    assert sign_in(cast.second).post(reverse("tender:opening")).status_code == 302
    assert Opening.objects.count() == 2
    offer = Offer.objects.get(number=1)
    client = sign_in(cast.coordinator)
    refused = client.post(
        reverse("tender:offer_prices", args=[offer.public_id]), {"p_C1": "0", "p_M1": "1", "p_O1": "1"}
    )
    assert refused.status_code == 422
    assert "Un prix de 0" in refused.content.decode()
    typed = {"p_C1": "2,50", "p_M1": "30", "p_O1": "10"}
    assert client.post(reverse("tender:offer_prices", args=[offer.public_id]), typed).status_code == 302
    assert OfferPrice.objects.get(line__code="C1").ht * 2 == 5
    assert "il manque une note pour" in page(client, "tender:offers")
    member = sign_in(cast.commission)
    assert member.post(reverse("tender:declare"), {"has_interest": "no"}).status_code == 302
    criteria = Consultation.objects.get().criteria.all()
    typed = {f"v_{one.pk}": "3" for one in criteria} | {f"c_{one.pk}": "Clair" for one in criteria}
    url = reverse("tender:offer_marks", args=[offer.public_id])
    assert member.post(url, typed | {f"c_{criteria[0].pk}": ""}).status_code == 422
    assert not Mark.objects.exists()
    assert member.post(url, typed).status_code == 302
    text = page(member, "tender:offers")
    assert "85,00" in text
    assert "1 260,00 €" in text
    assert "première au classement" in page(member, "tender:offer", offer.public_id)
    assert (
        member.get(reverse("tender:offer", args=[Offer.objects.get(number=2).public_id])).status_code == 404
    )
    assert (
        member.post(reverse("tender:declare"), {"has_interest": "yes", "words": "Un lien"}).status_code == 302
    )
    assert member.get(reverse("tender:offers")).status_code == 404
    assert Declaration.objects.count() == 4
    assert "Intérêt déclaré" in page(sign_in(cast.coordinator), "tender:commission")


def test_a_price_far_below_is_told_and_asked_about_and_an_irregular_offer_is_not_ranked(
    group: Made, sign_in: Any
) -> None:
    by = signer(group.cast)
    low, _, other = bids(group, by, "1", "2", "2")
    client = sign_in(group.cast.coordinator)
    assert "interrogez le candidat" in page(client, "tender:offers")
    said = {"asked": "Comment ?", "asked_on": "2026-11-20", "answer": "", "answered_on": ""}
    assert client.post(reverse("tender:offer_question", args=[low.public_id]), said).status_code == 302
    assert "Pas encore de réponse" in page(client, "tender:offer", low.public_id)
    url = reverse("tender:offer_irregular", args=[other.public_id])
    assert client.post(url, {"reason": "Sans AE"}).status_code == 302
    assert "elle n’est pas classée" in page(client, "tender:offer", other.public_id)


def test_ranking_asks_as_many_statements_for_six_offers_as_for_two(
    group: Made, django_assert_num_queries: Any
) -> None:
    bids(group, signer(group.cast), "1", "2", "3", "4", "5", "6")
    consultation = Consultation.objects.select_related("market").get()
    with django_assert_num_queries(5):
        assert len(analysis_of(consultation).ranking) == 6
