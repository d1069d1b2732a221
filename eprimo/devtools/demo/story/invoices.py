"""The contractor’s invoices: each autumn, of the orders that it acknowledged by then. Its name is invented."""

from datetime import date

from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.steering.orders.enums import Channel, Deposit
from eprimo.steering.orders.invoice.actions.bank_account import bank_confirm, bank_propose
from eprimo.steering.orders.invoice.actions.invoices import invoice_issue, seller_write
from eprimo.steering.orders.invoice.actions.progress import deposit_record, invoice_certify
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.invoice.policies import can_answer_invoice
from eprimo.steering.orders.models import Invoice, Seller

SELLER = Seller(
    street="4 quai des Brumes", postcode="44999", city="Valmarais", legal="SAS au capital de 120 000 €",
    contract="2026-ENT1D-01",
)  # fmt: skip


def _says(stage: Stage) -> None:
    """Its address by one; its account by one, confirmed by another."""
    by, market = stage.by("contractor"), stage.market
    seller_write(actor=by, market=market, said=SELLER)
    change = bank_propose(actor=by, market=market, iban="FR7630006000011234567890189", bic="AGRIFRPP")
    bank_confirm(actor=stage.by("accounts"), change=change)


def _issue(stage: Stage) -> None:
    for one in due_of(stage.market):
        if not one.held:
            invoice_issue(actor=stage.by("contractor"), order=one.order, year=one.year)


def _arrive(stage: Stage) -> None:
    """Chorus Pro hands them over; who acts for a member certifies its own."""
    waiting = Invoice.objects.filter(deposits=None, answers=None).select_related("market", "member")
    for invoice in waiting.order_by("pk"):
        public = invoice.channel == Channel.CHORUS
        state = Deposit.AVAILABLE if public else Deposit.SENT
        day = invoice.issued_on
        deposit_record(actor=stage.by("contractor"), invoice=invoice, state=state, on=day)
        if can_answer_invoice(stage.by("member"), invoice):
            invoice_certify(actor=stage.by("member"), invoice=invoice)


STEPS = (
    Step(date(2026, 5, 11), _says),
    *(Step(date(year, month, 14), _issue) for year in range(2026, 2030) for month in (9, 10)),
    *(Step(date(year, 10, 5), _arrive) for year in range(2026, 2030)),
    # Those of the middle of October; of the first autumn one waits, so that the demo of today has it to show.
    Step(date(2027, 1, 8), _arrive),
    *(Step(date(year, 11, 2), _arrive) for year in range(2027, 2030)),
)
