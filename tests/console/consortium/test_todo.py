"""« Ce qu’il reste à faire », the page of the clerk: each thing with its day and its way, what is late apart."""

import html
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.steering.consortium.actions.members import member_add
from eprimo.steering.consortium.actions.needs import needs_return
from eprimo.steering.consortium.actions.representation import representation_change
from eprimo.steering.consortium.actions.withdrawals import withdrawal_record
from eprimo.steering.consortium.enums import Item, MemberKind, Mode
from eprimo.steering.consortium.member_todo import _WAYS as FILE_WAYS
from eprimo.steering.consortium.models import Market, Member, Signatory
from eprimo.steering.consortium.todo import Left, left_for
from eprimo.steering.orders.enums import TROUBLES, Deposit
from eprimo.steering.orders.invoice.actions.invoices import invoice_credit, seller_write
from eprimo.steering.orders.invoice.actions.payments import payment_say, payment_take_back
from eprimo.steering.orders.invoice.actions.progress import deposit_record, invoice_certify, invoice_dispute
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge
from eprimo.steering.orders.order.actions.drafts import order_propose
from eprimo.steering.prices.models import PriceSchedule
from eprimo.steering.prices.terms import Terms
from eprimo.steering.prices.terms_actions import terms_write
from eprimo.steering.tender.models import Consultation, Delivery
from eprimo.ui.french import euros
from tests.cast import Cast
from tests.ground import lent
from tests.steering.consortium.group import (
    PDF,
    GivenFile,
    Made,
    complete,
    group_of,
    said,
    siren,
    siret,
    today,
)
from tests.steering.orders.billed import SELLER, account, bill
from tests.steering.orders.ordering import bind, in_force, in_need, ordering, saved, sent

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


@lent
def joining(cast: Cast) -> Made:
    """Mandates began before the school year of the cast: the last day to join is in January."""
    Mandate.objects.update(starts=datetime(2025, 9, 1, tzinfo=PARIS))
    return group_of(cast)


@lent
def buying(cast: Cast) -> Made:
    return ordering(cast)


def at(day: str) -> Any:
    return clock.frozen(datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=PARIS))


def left(made: Made, who: str = "member_rep") -> Left:
    return left_for(made.cast.actor(who))


def titles(found: Left) -> list[str]:
    return [one.title for one in found.every]


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_file_lacks_all_that_it_must_hold_before_the_last_day(joining: Made, sign_in: Any) -> None:
    with at("2026-01-13"):
        found = left(joining)
        assert {one.due for one in found.due} == {date(2026, 1, 24)}
        assert titles(found) == [
            *(FILE_WAYS[item][0] for item in (Item.SCHOOLS, Item.SIGNATORY, Item.ACT, Item.SIGNATURE, Item.LETTER)),
            "Déposer le dossier",
        ]  # fmt: skip
        page = words(sign_in(joining.cast.member_rep).get(reverse("consortium:todo")).text)
        assert "samedi 24 janvier 2026 Il vous reste 11 jours, et 6 choses à faire" in page
        assert "Avant la fin du 24 janvier 2026 (convention, article 2)" in page
        home = words(sign_in(joining.cast.member_rep).get(reverse("home:home")).text)
        assert "Choisir les écoles" in home
        assert "Tout voir (6)" in home


def test_what_is_done_is_told_and_no_longer_asked(joining: Made) -> None:
    with at("2026-01-24"):
        complete(joining)
        found = left(joining)
        assert found.every == ()
        assert [one.title for one in found.done] == [
            "La lettre recommandée", "La délibération", "La signature du membre", "Les écoles",
        ]  # fmt: skip


def test_needs_that_came_back_are_one_more_thing(joining: Made) -> None:
    with at("2026-01-24"):
        member = complete(joining)
        needs_return(actor=joining.cast.actor("coordinator"), member=member, reason="Deux écoles en une")
        # What was signed is to be signed again.
        assert titles(left(joining)) == ["Répondre sur les besoins renvoyés", "Faire signer la convention"]


def test_past_its_last_day_what_lacks_is_late_and_once_the_market_is_published_nothing_is_asked(
    joining: Made, sign_in: Any
) -> None:
    with at("2026-01-27"):
        found = left(joining)
        assert (len(found.late), found.due) == (6, ())
        page = sign_in(joining.cast.member_rep).get(reverse("consortium:todo")).text
        assert "En retard" in page
        assert "Il vous reste" not in page
        home = words(sign_in(joining.cast.member_rep).get(reverse("home:home")).text)
        # « Avant la fin du 24 » is late from the 25th.
        assert re.search(r"En retard depuis le (\w+ )?25", home)
        Market.objects.update(published_on=date(2026, 1, 26))
        assert left(joining).count == 0
        page = sign_in(joining.cast.member_rep).get(reverse("consortium:todo")).text
        assert "Rien à faire pour le moment" in page


def test_who_signs_is_asked_again_after_the_elections_of_elected_bodies_alone(joining: Made) -> None:
    with at("2026-01-24"):
        complete(joining)
        bind(joining["valmarais"], joining["ogec"])
    with at("2026-03-21"):
        assert titles(left(joining)) == []
    with at("2026-03-22"):
        assert titles(left(joining)) == ["Dire qui signe désormais"]
        # From the first minute of that day, which is still the day before in UTC.
        Signatory.objects.update(starts=datetime(2026, 3, 22, tzinfo=PARIS))
        assert titles(left(joining)) == []


@pytest.mark.parametrize(
    ("state", "title", "day"),
    [
        ("", "Commander pour vos écoles", date(2026, 8, 17)),
        ("draft", "Finir le bon de commande", date(2026, 8, 17)),
        ("proposed", "Faire signer le bon de commande", date(2026, 8, 17)),
        ("short", "Compléter la commande", date(2028, 7, 18)),
    ],
)  # fmt: skip
def test_r072_an_order_is_asked_for_until_the_member_would_be_in_default(
    buying: Made, state: str, title: str, day: date
) -> None:
    if state == "short":
        in_force(buying, {"tilleuls": 140})
        buying["valmarais"].needs.filter(school=buying.cast.tilleuls, ends=None).update(accounts=112)
    elif state:
        order = saved(buying, {"tilleuls": 140})
        if state == "proposed":
            order_propose(actor=buying.cast.actor("member_rep"), order=order)
    found = left(buying)
    assert [(one.title, one.due) for one in found.every] == [(title, day)]
    assert bool(found.late) == (state != "short")


def test_an_order_that_was_sent_asks_nothing_and_the_second_one_comes_with_the_days_to_leave(
    buying: Made,
) -> None:
    sent(buying, {"tilleuls": 140})
    assert left(buying).count == 0
    type(buying["valmarais"].orders.get()).objects.update(state="known", acknowledged_at=clock.now())
    Mandate.objects.update(ends=None)
    with at("2028-05-18"):
        assert left(buying).count == 0
    with at("2028-05-19"):
        (one,) = left(buying).due
        assert (one.title, one.due) == ("Commander pour la deuxième période", date(2028, 7, 18))
        assert "Ne rien commander n’est pas se retirer" in one.words
    # A letter that came too early is to be sent again, as long as that helps.
    with at("2028-05-18"):
        by = buying.cast.actor("coordinator")
        withdrawal_record(actor=by, member=buying["valmarais"], posted_on=date(2028, 5, 15))
        assert left(buying).count == 0
    with at("2028-05-19"):
        again = left(buying).due[0]
        assert (again.title, again.due) == (
            "Renvoyer la lettre de retrait, si vous partez",
            date(2028, 7, 18),
        )
    with at("2028-06-01"):
        by = buying.cast.actor("coordinator")
        withdrawal_record(actor=by, member=buying["valmarais"], posted_on=date(2028, 5, 20))
        assert titles(left(buying)) == ["Emporter ce que le groupement garde de vous"]
    with at("2030-08-01"):
        assert left(buying, "managing_body").count == 0


def test_r072_nobody_is_asked_to_order_before_the_contract_says_how_a_year_is_counted(joining: Made) -> None:
    cast, market = joining.cast, joining.market
    in_need(cast.actor("member_rep"), joining["valmarais"], {cast.tilleuls: 100})
    bind(joining["valmarais"])
    Market.objects.update(published_on=date(2026, 2, 2), notified_on=date(2026, 4, 30))
    PriceSchedule.objects.create(market=market, awarded_at=clock.now())
    assert titles(left(joining)) == []
    terms_write(actor=cast.actor("coordinator"), market=market, said=Terms())
    assert titles(left(joining)) == ["Commander pour vos écoles"]
    # Who needs nothing owes no order.
    joining["valmarais"].needs.filter(ends=None).update(accounts=0)
    assert titles(left(joining)) == []


def test_r072_while_an_order_waits_for_the_contractor_no_complement_is_asked_for(buying: Made) -> None:
    in_force(buying, {"tilleuls": 140})
    buying["valmarais"].needs.filter(school=buying.cast.tilleuls, ends=None).update(accounts=112)
    order = sent(buying, {"tilleuls": 5})
    assert titles(left(buying)) == []
    Mandate.objects.update(ends=None)
    with at("2028-05-19"):
        (one,) = left(buying).due
        assert "n’a pas encore accusé réception du bon d’avant" in one.words
    order_acknowledge(actor=buying.cast.actor("contractor"), order=order)
    (one,) = left(buying).due
    assert one.title == "Compléter la commande"
    assert "Il manque 7 comptes" in one.words.replace("\N{NO-BREAK SPACE}", " ")


def _mandating(made: Made, name: str, number: int) -> Any:
    """One more member for which the provider acts."""
    by = made.cast.actor("coordinator")
    one = said(MemberKind.SYNDICAT, name, siret(siren(f"99903{number:03}")))
    member = member_add(actor=by, market=made.market, said=one)
    representation_change(
        actor=by, member=member, mode=Mode.BODY, managing_body=made.body,
        mandate_file=GivenFile("mandat.pdf", PDF), starts=today(),
    )  # fmt: skip
    return member


def test_who_has_nothing_left_takes_no_place_of_a_long_list_and_a_list_that_is_cut_says_so(
    buying: Made, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rows in place of sixty: who comes first by its name is bound, needs nothing and signs since the elections."""
    monkeypatch.setattr("eprimo.steering.consortium.todo.MOST_ROWS", 2)
    for module in ("consortium.member_todo", "orders.order.queries"):
        monkeypatch.setattr(f"eprimo.steering.{module}.ASKED_ROWS", 3)
    Market.objects.update(admits_late=True)
    by = buying.cast.actor("managing_body")
    bind(*(_mandating(buying, f"Syndicat {name}", n) for n, name in enumerate(("Abbaye", "Abeille"))))
    Member.objects.filter(name__startswith="Syndicat A").update(key="a")
    draft = _mandating(buying, "Syndicat Zénith", 3)
    found = left_for(by)
    assert {one.member for one in found.every} == {buying["brive"].name, draft.name}
    assert "Commander pour vos écoles" in titles(found)
    assert not found.is_cut
    client = sign_in(buying.cast.managing_body)
    assert "D’autres choses restent" not in client.get(reverse("consortium:todo")).text
    for number, name in enumerate(("Zone", "Zoo")):
        _mandating(buying, f"Syndicat {name}", 10 + number)
    assert left_for(by).is_cut
    page = words(client.get(reverse("consortium:todo")).text)
    assert "D’autres choses restent à faire" in page


def _billed(made: Made) -> Any:
    contractor = made.cast.actor("contractor")
    order = in_force(made, {"tilleuls": 140})
    seller_write(actor=contractor, market=made.market, said=SELLER)
    account(made.market)
    return bill(made, order)


def test_an_invoice_is_to_check_then_to_pay_thirty_days_after_it_came(buying: Made, sign_in: Any) -> None:
    invoice = _billed(buying)
    (one,) = left(buying).due
    assert (one.title, one.due) == (f"Vérifier la facture {invoice.reference}", date(2026, 12, 24))
    deposit_record(
        actor=buying.cast.actor("contractor"), invoice=invoice, state=Deposit.AVAILABLE, on=date(2026, 11, 24)
    )
    invoice_certify(actor=buying.cast.actor("member_rep"), invoice=invoice)
    (one,) = left(buying).due
    assert (one.title, one.due) == (f"Payer la facture {invoice.reference}", date(2026, 12, 24))
    assert "R2192-10" in one.source
    with at("2026-12-25"):
        assert titles(left(buying)) == [one.title]
        assert len(left(buying).late) == 1
    # What was given back is not paid; what Chorus Pro rejected or suspended waits for the contractor.
    payment_say(actor=buying.cast.actor("member_rep"), invoice=invoice, ordered_on=today())
    [one] = left(buying).due
    assert "mandatée le 24 novembre 2026" in words(one.words)
    payment_say(actor=buying.cast.actor("member_rep"), invoice=invoice, ordered_on=today(), paid_on=today())
    assert left(buying).due == ()
    payment_take_back(actor=buying.cast.actor("member_rep"), invoice=invoice)
    by, line = buying.cast.actor("contractor"), invoice.lines.get(code="C1")
    back = invoice_credit(
        actor=by, invoice=invoice, quantities={line.position: 40}, reason="Une école en trop"
    )
    (one,) = left(buying).due
    assert 0 < back.total < invoice.total
    assert one.words.startswith(f"{euros(invoice.total - back.total)} TTC")
    for state in (*TROUBLES, Deposit.PAID):
        deposit_record(actor=by, invoice=invoice, state=Deposit.AVAILABLE, on=today())
        assert left(buying).count == 1
        deposit_record(actor=by, invoice=invoice, state=state, on=today())
        assert left(buying).count == 0, state


def test_an_invoice_that_is_disputed_waits_for_the_contractor(buying: Made) -> None:
    invoice = _billed(buying)
    invoice_dispute(actor=buying.cast.actor("member_rep"), invoice=invoice, reason="Une école en trop")
    assert left(buying).count == 0


def test_documents_that_nobody_opened_and_meetings_are_told(buying: Made) -> None:
    sent(buying, {"tilleuls": 140})
    consultation = Consultation.objects.create(market=buying.market)
    Delivery.objects.create(consultation=consultation, member=buying["valmarais"])
    (one,) = left(buying).due
    assert (one.title, one.due) == ("Accuser réception des documents du marché", None)
    # The page opens the record of the last market alone.
    later = Market.objects.get()
    later.pk, later.public_id = None, uuid7()
    later.starts_on = date(2030, 7, 19)
    later.save(force_insert=True)
    assert titles(left(buying)) == []


def test_each_way_opens_and_nothing_of_others_is_told(buying: Made, sign_in: Any) -> None:
    """Every address of every list, for both sides; a commune reads nothing of another one."""
    _billed(buying)
    for who, other in (("member_rep", "Brive"), ("managing_body", "Valmarais")):
        for one in left(buying, who).every:
            client = sign_in(buying.cast.people[who])
            assert client.get(one.url, follow=True).status_code == 200, one
            assert other not in one.member
        assert other not in client.get(reverse("consortium:todo")).text


def test_each_thing_that_a_file_lacks_has_its_way(joining: Made, sign_in: Any) -> None:
    assert set(FILE_WAYS) == set(Item)
    client = sign_in(joining.cast.member_rep)
    for item, (_, route, _) in FILE_WAYS.items():
        address = reverse(route, args=[joining["valmarais"].public_id])
        assert client.get(address, follow=True).status_code == 200, item


def test_a_provider_of_thirty_members_reads_them_in_as_many_statements_as_of_three(
    joining: Made, sign_in: Any
) -> None:
    by, counts = joining.cast.actor("coordinator"), []
    client = sign_in(joining.cast.managing_body)
    for first, last in ((0, 3), (3, 30)):
        for number in range(first, last):
            one = said(MemberKind.SYNDICAT, f"Syndicat à vocation scolaire des Hautes-Vallées-de-la-Loirette {number}",
                       siret(siren(f"99902{number:03}")))  # fmt: skip
            member = member_add(actor=by, market=joining.market, said=one)
            representation_change(
                actor=by, member=member, mode=Mode.BODY, managing_body=joining.body,
                mandate_file=GivenFile("mandat.pdf", PDF), starts=today(),
            )  # fmt: skip
        for route in ("consortium:todo", "home:home"):
            with CaptureQueriesContext(connection) as told:
                page = client.get(reverse(route)).text
            counts.append(len(told))
            assert route != "consortium:todo" or f"Hautes-Vallées-de-la-Loirette {last - 1}" in page
    assert counts[:2] == counts[2:]
