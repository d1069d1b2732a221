"""Acts that say what becomes of an invoice: the member's word, and the states of its deposit."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from eprimo.foundation.directory.actions.dates import require_reason
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.text import fold
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import PRIVATE_DEPOSITS, Answered, Channel, Deposit
from eprimo.steering.orders.errors import FaultyStates, WrongAnswer, WrongDeposit
from eprimo.steering.orders.invoice.payload import StateLine
from eprimo.steering.orders.invoice.policies import can_answer_invoice, can_bill, can_export_invoices
from eprimo.steering.orders.models import Invoice, InvoiceAnswer, InvoiceDeposit

NBSP = "\N{NO-BREAK SPACE}"
_NOT_ITS_STATE = "Cet état est de Chorus Pro\N{NO-BREAK SPACE}: ce destinataire est privé."
_FUTURE = "Cette date n’est pas encore venue."
# By their codes, or by their labels as people write them, whatever capitals and accents.
_STATES = {fold(words): one for one in Deposit for words in (one.value, one.label)}
_BEFORE = "Cette date vient avant celle de la facture."


@transaction.atomic
def invoice_certify(*, actor: Actor, invoice: Invoice) -> InvoiceAnswer:
    """Certify the service, « service fait ». Raises WrongAnswer once it was said."""
    return _answer(actor, invoice, Answered.CERTIFIED, "")


@transaction.atomic
def invoice_dispute(*, actor: Actor, invoice: Invoice, reason: str) -> InvoiceAnswer:
    """Dispute an invoice with what is wrong; the contractor answers by a credit note, or the member certifies after
    all."""
    return _answer(actor, invoice, Answered.DISPUTED, require_reason(reason))


def _answer(actor: Actor, invoice: Invoice, answer: Answered, reason: str) -> InvoiceAnswer:
    require(can_answer_invoice, actor, invoice)
    invoice = Invoice.objects.select_for_update(of=("self",)).select_related("member").get(pk=invoice.pk)
    if invoice.is_credit:
        raise WrongAnswer("Un avoir ne se certifie ni ne se conteste.")
    last = invoice.answers.order_by("-pk").first()
    if last is not None and last.answer == Answered.CERTIFIED:
        raise WrongAnswer("Le service fait est déjà certifié sur cette facture.")
    if last is not None and last.answer == answer:
        raise WrongAnswer("Cette facture est déjà contestée.")
    made = InvoiceAnswer.objects.create(invoice=invoice, answer=answer, reason=reason)
    audit(actor, f"orders.invoice.{answer.value}", invoice.member, on_behalf=on_behalf(actor))
    return made


@transaction.atomic
def deposit_record(*, actor: Actor, invoice: Invoice, state: Deposit, on: date) -> InvoiceDeposit:
    """Note a state that the channel gave the deposit on a day. Raises WrongDeposit."""
    require(can_bill, actor, invoice.market)
    if words := _wrong(invoice, state, on):
        raise WrongDeposit(words, field="on" if words in {_FUTURE, _BEFORE} else "state")
    made = InvoiceDeposit.objects.create(invoice=invoice, state=state, on=on)
    audit(actor, "orders.invoice.deposited", invoice.member, state=state.value)
    return made


@transaction.atomic
def deposits_import(*, actor: Actor, market: Market, lines: Iterable[StateLine]) -> int:
    """Note the states of a file, taken whole or not at all; return how many are new. Raises FaultyStates."""
    require(can_bill, actor, market)
    known = {one.reference: one for one in Invoice.objects.filter(market=market)}
    faults, made = [], []
    for one in lines:
        invoice, words = known.get(one.reference), ""
        state = _STATES.get(fold(one.state))
        if invoice is None:
            words = f"«{NBSP}{one.reference[:20]}{NBSP}» n’est pas une de vos factures."
        elif state is None:
            words = f"«{NBSP}{one.state[:32]}{NBSP}» n’est pas un état connu."
        elif one.on is None:
            words = "La date manque, ou n’en est pas une (AAAA-MM-JJ ou JJ/MM/AAAA)."
        else:
            words = _wrong(invoice, state, one.on)
        if words:
            faults.append((one.line, words))
        elif invoice is not None and state is not None and one.on is not None:
            made.append(InvoiceDeposit(invoice=invoice, state=state, on=one.on))
    if faults:
        raise FaultyStates(faults)
    held = set(InvoiceDeposit.objects.filter(invoice__market=market).values_list("invoice", "state", "on"))
    fresh = [one for one in made if (one.invoice_id, one.state, one.on) not in held]
    InvoiceDeposit.objects.bulk_create(fresh)
    audit(actor, "orders.invoices.deposited", market, rows=len(fresh))
    return len(fresh)


def _wrong(invoice: Invoice, state: Deposit, on: date) -> str:
    if invoice.channel != Channel.CHORUS and state not in PRIVATE_DEPOSITS:
        return _NOT_ITS_STATE
    if on > clock.today("Europe/Paris"):
        return _FUTURE
    return _BEFORE if on < invoice.issued_on else ""


@transaction.atomic
def invoices_export(*, actor: Actor, rows: int) -> None:
    """Leave the line of an export; the file is made by who shows the rows."""
    require(can_export_invoices, actor)
    audit(actor, "orders.invoices.exported", rows=rows)
