"""The contractor's account: a change needs « a second person, a delay and a notice to every member »."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Mandate, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.outbox import run_due
from eprimo.steering.orders.errors import AccountWaits, OnePerson, WrongSeller
from eprimo.steering.orders.invoice.actions.bank_account import bank_confirm, bank_propose, bank_withdraw
from eprimo.steering.orders.invoice.actions.invoices import seller_of
from eprimo.steering.orders.models import BankChange, Order
from eprimo.steering.prices.actions import Awardee, contractor_note
from eprimo.steering.prices.errors import Awarded
from tests import factories as make
from tests.steering.consortium.group import Made, siren, siret
from tests.steering.orders.billed import IBAN, bill

pytestmark = pytest.mark.django_db
OTHER = "FR1420041010050500013M02606"


@pytest.fixture
def second(made: Made) -> Actor:
    """Somebody else of the contractor."""
    person = make.person("Hanna", "MORVAN")
    first = Mandate.objects.get(person=made.cast.people["contractor"], role="contractor")
    Mandate.objects.create(person=person, role="contractor", starts=first.starts, ends=first.ends)
    return for_person(person.pk)


def after(days: int) -> Any:
    return clock.frozen(datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris")) + timedelta(days=days))


def test_changed_alone_it_is_refused_by_name(made: Made, order: Order) -> None:
    one = made.cast.actor("contractor")
    change = bank_propose(actor=one, market=made.market, iban=OTHER)
    with pytest.raises(OnePerson, match="ne se change pas seul") as refused:
        bank_confirm(actor=one, change=change)
    assert refused.value.status == 403
    # Who proposed it was erased since: nobody can be shown to be another one.
    BankChange.objects.filter(pk=change.pk).update(proposed_by=None)
    with pytest.raises(OnePerson):
        bank_confirm(actor=one, change=change)
    with after(30):
        assert seller_of(made.market).iban == IBAN
    assert OTHER.encode() not in bytes(bill(made, order).file.xml)


def test_a_second_person_confirms_it_and_invoices_bear_it_after_the_delay(
    made: Made, order: Order, second: Actor
) -> None:
    change = bank_propose(
        actor=made.cast.actor("contractor"), market=made.market, iban=f" {OTHER[:4]} {OTHER[4:]}"
    )
    change = bank_confirm(actor=second, change=change)
    assert change.effective_on == date(2026, 12, 1)
    with after(6):
        assert seller_of(made.market).iban == IBAN
    with after(7):
        assert seller_of(made.market).iban == OTHER
        assert OTHER.encode() in bytes(bill(made, order).file.xml)
        with pytest.raises(AccountWaits):
            bank_withdraw(actor=second, change=change)


def test_who_confirms_finds_it_on_the_home_without_its_figures(
    made: Made, second: Actor, sign_in: Any
) -> None:
    words, other = "Confirmer un compte bancaire", Person.objects.get(pk=second.person_id)
    make.account(other, login="hanna.morvan")
    first = made.cast.people["contractor"]
    homes = [lambda one=one: sign_in(one).get(reverse("home:home")).text for one in (first, other)]
    assert [words in home() for home in homes] == [False, False]
    change = bank_propose(actor=made.cast.actor("contractor"), market=made.market, iban=OTHER)
    assert [words in home() for home in homes] == [False, True]
    assert OTHER[-6:] not in homes[1]()
    bank_confirm(actor=second, change=change)
    assert [words in home() for home in homes] == [False, False]


def test_every_member_is_told_and_no_letter_bears_the_account(
    made: Made, second: Actor, sign_in: Any
) -> None:
    from eprimo.steering.consortium.models import Member
    from tests.steering.orders.ordering import bind

    bind(*made.members.values())
    Member.objects.update(email="mairie@membre.exemple")
    change = bank_propose(actor=made.cast.actor("contractor"), market=made.market, iban=OTHER)
    run_due()
    run_due()
    assert mail.outbox == []
    bank_confirm(actor=second, change=change)
    run_due()
    run_due()
    assert len(mail.outbox) == len(made.members)
    for letter in mail.outbox:
        assert "1er décembre 2026" in letter.body.replace("\N{NO-BREAK SPACE}", " ")
        assert OTHER not in letter.body + letter.subject
    for who in ("member_rep", "managing_body"):
        home = sign_in(made.cast.people[who]).get(reverse("home:home")).content.decode()
        assert "Le titulaire change de compte bancaire" in home
        assert OTHER not in home
    bank_withdraw(actor=second, change=change)
    run_due()
    run_due()
    assert "rien ne change" in mail.outbox[-1].body
    with after(7):
        assert seller_of(made.market).iban == IBAN


def test_what_is_no_account_or_no_change_or_not_the_contractors_is_refused(made: Made, second: Actor) -> None:
    one, market = made.cast.actor("contractor"), made.market
    for said, field in (
        ({"iban": "FR00"}, "iban"),
        ({"iban": OTHER, "bic": "??"}, "bic"),
        ({"iban": IBAN}, "iban"),
    ):
        with pytest.raises(WrongSeller) as refused:
            bank_propose(actor=one, market=market, **said)
        assert refused.value.field == field
    change = bank_propose(actor=one, market=market, iban=OTHER)
    with pytest.raises(AccountWaits):
        bank_propose(actor=second, market=market, iban=OTHER)
    for name in ("coordinator", "member_rep", "platform"):
        for act in (bank_confirm, bank_withdraw):
            with pytest.raises(Forbidden):
                act(actor=made.cast.actor(name), change=change)
    with pytest.raises(Forbidden):
        bank_confirm(actor=replace(second, role=made.cast.actor("member_rep").role), change=change)
    bank_withdraw(actor=one, change=change)
    with pytest.raises(AccountWaits):
        bank_confirm(actor=second, change=change)


def test_the_first_account_waits_for_the_second_person_and_for_no_delay(made: Made, second: Actor) -> None:
    BankChange.objects.all().delete()
    change = bank_propose(actor=made.cast.actor("contractor"), market=made.market, iban=OTHER)
    assert seller_of(made.market).iban == ""
    bank_confirm(actor=second, change=change)
    assert seller_of(made.market).iban == OTHER


def test_whom_the_market_was_awarded_to_is_noted_once(made: Made) -> None:
    to = Awardee("Une autre entreprise", siret(siren("99900071")))
    with pytest.raises(Awarded, match="ne se change pas"):
        contractor_note(actor=made.cast.actor("coordinator"), market=made.market, to=to)
