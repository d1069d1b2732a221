"""A run of invoices: what is due is issued, one that breaks is said, and the run ends."""

from typing import Any

import pytest
from django.db import IntegrityError

from eprimo.foundation.printing import facturx
from eprimo.foundation.printing.typesetting import TypesettingError
from eprimo.steering.consortium.models import Member
from eprimo.steering.orders.errors import NotDue, RunGoesOn, SellerMissing
from eprimo.steering.orders.invoice.actions.runs import run_ask, runs_work
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.models import Billing, Invoice, InvoiceBook, InvoiceFile, Order, Seller
from tests.faults import killed_at
from tests.steering.consortium.group import Made
from tests.steering.orders.billed import acknowledged, bill

pytestmark = pytest.mark.django_db


def test_a_run_issues_what_is_due_and_says_what_it_could_not(made: Made, order: Order) -> None:
    contractor = made.cast.actor("contractor")
    acknowledged(made.market, made["brive"], {made.schools["brive"]: 60}, 2)
    held = acknowledged(made.market, made["ogec"], {made.schools["sainte_anne"]: 98}, 3)
    Billing.objects.create(member=made["ogec"], needs_engagement=True)
    # Nothing is begun that every invoice would break at.
    seller = Seller.objects.get(market=made.market)
    seller.delete()
    with pytest.raises(SellerMissing):
        run_ask(actor=contractor, market=made.market)
    seller.save(force_insert=True)
    run = run_ask(actor=contractor, market=made.market)
    assert run.total == 2
    with pytest.raises(RunGoesOn):
        run_ask(actor=contractor, market=made.market)
    while runs_work():
        pass
    run.refresh_from_db()
    assert (run.ended_at is not None, run.invoices.count(), run.faults.count()) == (True, 2, 0)
    assert [one.order for one in due_of(made.market)] == [held]
    with pytest.raises(NotDue):
        run_ask(actor=contractor, market=made.market)


def test_a_run_that_is_killed_goes_on_without_gap_or_double(made: Made, order: Order) -> None:
    """The worker ends once the second invoice is made and numbered: its number was never given."""
    acknowledged(made.market, made["brive"], {made.schools["brive"]: 60}, 2)
    acknowledged(made.market, made["ogec"], {made.schools["sainte_anne"]: 98}, 3)
    run = run_ask(actor=made.cast.actor("contractor"), market=made.market)
    with killed_at("orders.invoice.numbered", 2):
        runs_work()
    kept = Invoice.objects.get()
    assert (kept.number, InvoiceBook.objects.get().last_invoice, run.faults.count()) == (1, 1, 0)
    assert InvoiceFile.objects.get().invoice == kept
    while runs_work():
        pass
    run.refresh_from_db()
    assert (run.ended_at is not None, run.invoices.count(), run.faults.count()) == (True, 3, 0)
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert Invoice.objects.values("order").distinct().count() == 3


def test_a_run_goes_on_after_an_invoice_that_breaks(made: Made, order: Order) -> None:
    """A name without letter makes no invoice of the standard: that one is refused and no number is lost."""
    Member.objects.filter(pk=made["valmarais"].pk).update(name=" ")
    acknowledged(made.market, made["brive"], {made.schools["brive"]: 60}, 2)
    run = run_ask(actor=made.cast.actor("contractor"), market=made.market)
    while runs_work():
        pass
    run.refresh_from_db()
    assert (run.ended_at is not None, run.invoices.count(), run.faults.count()) == (True, 1, 1)
    assert Invoice.objects.get().reference == "FAC-00001"


@pytest.mark.parametrize(
    "broken", [TypesettingError("no paper"), ValueError("no line"), IntegrityError("invoice_reference_once")]
)
def test_a_run_ends_whatever_breaks_one_invoice(
    made: Made, order: Order, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    """Nothing that one invoice does holds the others back, nor the runs to come."""
    other = acknowledged(made.market, made["brive"], {made.schools["brive"]: 60}, 2)
    whole = facturx.make

    def poisoned(document: Any, **more: Any) -> Any:
        if document.order == order.reference:
            raise broken
        return whole(document, **more)

    monkeypatch.setattr(facturx, "make", poisoned)
    run = run_ask(actor=made.cast.actor("contractor"), market=made.market)
    turns = 0
    while runs_work() and turns < 5:
        turns += 1
    run.refresh_from_db()
    assert run.ended_at is not None
    assert Invoice.objects.get().order == other
    fault = run.faults.get()
    assert fault.order == order
    assert "reste à émettre" in fault.sentence
    monkeypatch.undo()
    run_ask(actor=made.cast.actor("contractor"), market=made.market)
    runs_work()
    assert set(Invoice.objects.values_list("reference", flat=True)) == {"FAC-00001", "FAC-00002"}


def test_a_run_ends_when_a_reference_stands_in_its_way(made: Made, order: Order) -> None:
    """However it came there: the database refuses it once, and the run ends all the same."""
    taken = bill(made, acknowledged(made.market, made["brive"], {made.schools["brive"]: 60}, 2))
    InvoiceBook.objects.update(last_invoice=0)
    run = run_ask(actor=made.cast.actor("contractor"), market=made.market)
    runs_work()
    run.refresh_from_db()
    assert (run.ended_at is not None, run.faults.count(), Invoice.objects.get()) == (True, 1, taken)
