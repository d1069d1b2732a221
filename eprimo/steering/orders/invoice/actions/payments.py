"""Acts on payments: what the member says of one, and the rates of the central bank, which the coordinator notes."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.orders.enums import Answered
from eprimo.steering.orders.errors import NBSP, WrongPayment, WrongRate
from eprimo.steering.orders.invoice.late_interest import half_of
from eprimo.steering.orders.invoice.policies import can_answer_invoice
from eprimo.steering.orders.models import CentralBankRate, Invoice, InvoicePayment
from eprimo.steering.orders.models.payments import HIGHEST_RATE
from eprimo.steering.orders.order.policies import can_keep_book
from eprimo.ui.french import day_month_year

_CENTS = Decimal("0.01")


@transaction.atomic
def payment_say(
    *, actor: Actor, invoice: Invoice, ordered_on: date, paid_on: date | None = None, slip: str = ""
) -> InvoicePayment:
    """Note « Mandatée le…, payée le… »; said again, it is corrected. Raises WrongPayment for a day before the invoice
    or to come, a slip that pays another invoice, an invoice that is disputed or given back."""
    require(can_answer_invoice, actor, invoice)
    invoice = Invoice.objects.select_for_update(of=("self",)).select_related("member").get(pk=invoice.pk)
    words = " ".join(slip.split())
    _check_invoice(invoice)
    _check_days(invoice, ordered_on, paid_on, clock.today(actor.time_zone))
    if words:
        _check_slip(invoice, ordered_on.year, words)
    made, _ = InvoicePayment.objects.update_or_create(
        invoice=invoice,
        defaults={
            "member": invoice.member, "ordered_on": ordered_on, "paid_on": paid_on, "slip": words,
            "exercise": ordered_on.year, "written_at": clock.now(),
        },
    )  # fmt: skip
    audit(
        actor, "orders.invoice.paid" if paid_on else "orders.invoice.ordered", invoice.member,
        on=(paid_on or ordered_on).isoformat(), on_behalf=on_behalf(actor),
    )  # fmt: skip
    return made


@transaction.atomic
def payment_take_back(*, actor: Actor, invoice: Invoice) -> None:
    """Take back what was said of a payment by mistake. Raises WrongPayment when nothing was."""
    require(can_answer_invoice, actor, invoice)
    found = InvoicePayment.objects.select_for_update(of=("self",)).filter(invoice=invoice).first()
    if found is None:
        raise WrongPayment("Aucun paiement n’est noté sur cette facture.")
    found.delete()
    audit(actor, "orders.invoice.unpaid", invoice.member, on_behalf=on_behalf(actor))


@transaction.atomic
def rate_note(*, actor: Actor, half_from: date, percent: Decimal, source: str) -> CentralBankRate:
    """Note the rate on the first day of a half-year. Raises WrongRate for another day, a second rate on that day, or
    what is no rate."""
    require(can_keep_book, actor)
    if half_from != half_of(half_from):
        raise WrongRate(
            "Le taux est celui du premier jour d’un semestre"
            f"{NBSP}: le 1er janvier ou le 1er juillet (article R2192-31).",
            field="half_from",
        )
    if half_from > clock.today(actor.time_zone):
        raise WrongRate("Ce semestre n’est pas encore commencé.", field="half_from")
    if not percent.is_finite() or not 0 <= percent <= HIGHEST_RATE or percent != percent.quantize(_CENTS):
        raise WrongRate(
            f"Un taux va de 0 à {HIGHEST_RATE}{NBSP}%, avec deux décimales au plus.", field="percent"
        )
    words = " ".join(source.split())
    if not words:
        raise WrongRate("Dites d’où vient ce taux.", field="source")
    there = CentralBankRate.objects.filter(half_from=half_from).first()
    if there is not None:
        said = f"{there.percent}".replace(".", ",")
        raise WrongRate(
            f"Au {day_month_year(half_from)} le taux noté est déjà {said}{NBSP}%{NBSP}: il n’y en a qu’un par "
            "semestre. S’il est faux, retirez-le d’abord.",
            field="half_from",
        )
    made = CentralBankRate.objects.create(half_from=half_from, percent=percent, source=words)
    audit(actor, "orders.rate.noted", made, on=half_from.isoformat(), percent=str(percent))
    return made


@transaction.atomic
def rate_remove(*, actor: Actor, rate: CentralBankRate) -> None:
    """Remove a rate that is wrong: interest is counted when it is read, nothing else is kept of it."""
    require(can_keep_book, actor)
    audit(actor, "orders.rate.removed", rate, on=rate.half_from.isoformat())
    rate.delete()


def _check_invoice(invoice: Invoice) -> None:
    if invoice.is_credit:
        raise WrongPayment("Un avoir ne se paie pas.")
    if invoice.closed_by_credit:
        raise WrongPayment(f"Cette facture est rendue en entier{NBSP}: rien n’est à payer.")
    last = invoice.answers.order_by("-pk").first()
    if last is not None and last.answer == Answered.DISPUTED:
        raise WrongPayment(f"Cette facture est contestée{NBSP}: certifiez d’abord le service fait.")


def _check_days(invoice: Invoice, ordered_on: date, paid_on: date | None, today: date) -> None:
    for name, day in (("ordered_on", ordered_on), ("paid_on", paid_on)):
        if day is None:
            continue
        if day < invoice.issued_on:
            raise WrongPayment(
                f"La facture est du {day_month_year(invoice.issued_on)}{NBSP}: un paiement ne vient pas avant.",
                field=name,
            )
        if day > today:
            raise WrongPayment("Cette date n’est pas encore venue.", field=name)
    if paid_on is not None and paid_on < ordered_on:
        raise WrongPayment(
            f"Son paiement est ordonné le {day_month_year(ordered_on)}{NBSP}: elle n’est pas payée avant.",
            field="paid_on",
        )


def _check_slip(invoice: Invoice, exercise: int, slip: str) -> None:
    other = (
        InvoicePayment.objects.filter(member=invoice.member_id, exercise=exercise, slip__iexact=slip)
        .exclude(invoice=invoice)
        .select_related("invoice")
        .first()
    )
    if other is not None:
        raise WrongPayment(
            f"{wording_of(invoice.member.kind).slip} {slip} de {exercise} paie déjà la facture "
            f"{other.invoice.reference}{NBSP}: chacun paie une seule facture.",
            field="slip",
        )
