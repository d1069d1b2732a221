"""What happens to money once it is invoiced: a payment that came late, a deduction that is contested, an amendment."""

from datetime import date
from decimal import Decimal

from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.steering.orders.enums import DeductionKind, OrderState
from eprimo.steering.orders.invoice.actions.deductions import deduction_contest, deduction_write
from eprimo.steering.orders.invoice.actions.payments import payment_say, rate_note
from eprimo.steering.orders.models import Deduction, Invoice, Order
from eprimo.steering.prices.amendments import price_amend


def _rate(stage: Stage) -> None:
    rate_note(
        actor=stage.by("coordinator"),
        half_from=date(2026, 7, 1),
        percent=Decimal("2.15"),
        source="Taux d’exemple",
    )


def _pay(stage: Stage) -> None:
    """The town hall paid a week too late: its invoice was there on 14 September."""
    invoice = Invoice.objects.filter(member=stage.member("valmarais")).order_by("pk").first()
    if invoice is not None:
        payment_say(
            actor=stage.by("member"), invoice=invoice, ordered_on=date(2026, 10, 12), paid_on=date(2026, 10, 21),
            slip="58 / 412",
        )  # fmt: skip


def _deduct(stage: Stage) -> None:
    order = Order.objects.filter(member=stage.member("valmarais"), state=OrderState.ACKNOWLEDGED).first()
    if order is not None:
        deduction_write(
            actor=stage.by("member"), order=order, kind=DeductionKind.REDUCTION, month=date(2026, 10, 1),
            ground="Messagerie arrêtée trois jours, constat du 12 octobre (CCAP, article 14)", amount=Decimal("12.50"),
        )  # fmt: skip


def _contest(stage: Stage) -> None:
    deduction = Deduction.objects.first()
    if deduction is not None:
        deduction_contest(
            actor=stage.by("contractor"),
            deduction=deduction,
            reason="Coupure du réseau de la commune, ce jour-là.",
        )


def _amend(stage: Stage) -> None:
    price_amend(
        actor=stage.by("coordinator"), market=stage.market, effective_on=date(2027, 7, 19),
        reference="Avenant nº 1 (exemple)", index=Decimal("1.02"),
    )  # fmt: skip


STEPS = (
    Step(date(2026, 10, 8), _rate),
    Step(date(2026, 10, 22), _pay),
    Step(date(2026, 11, 5), _deduct),
    Step(date(2026, 11, 9), _contest),
    Step(date(2026, 11, 16), _amend),
)
