"""Acts on deductions: the member writes one on its own orders, the contractor contests it, the next invoice takes it
off."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from eprimo.foundation.directory.actions.dates import require_reason
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.orders.enums import DeductionKind, OrderState
from eprimo.steering.orders.errors import NBSP, WrongDeduction
from eprimo.steering.orders.invoice.policies import can_bill
from eprimo.steering.orders.models import Deduction, Order
from eprimo.steering.orders.order.policies import can_write_order
from eprimo.ui.french import day_month_year, month_year

_CENTS = Decimal("0.01")
_MOST = Decimal(1_000_000)


@transaction.atomic
def deduction_write(
    *, actor: Actor, order: Order, kind: DeductionKind, month: date, ground: str, amount: Decimal
) -> Deduction:
    """Write a deduction for the month of that day, which is over. Raises WrongDeduction for one that is not, or not of
    the order, a second one of a kind for a month, and what is no amount."""
    require(can_write_order, actor, order.member)
    order = Order.objects.select_for_update(of=("self",)).select_related("member", "market").get(pk=order.pk)
    if order.state != OrderState.ACKNOWLEDGED:
        raise WrongDeduction("Une déduction porte sur un bon dont le titulaire a accusé réception.")
    month = month.replace(day=1)
    _check_month(order, month, clock.today(actor.time_zone))
    if not amount.is_finite() or not 0 < amount <= _MOST or amount != amount.quantize(_CENTS):
        raise WrongDeduction(
            "Un montant est plus grand que zéro, en euros et centimes, un million au plus.", field="amount"
        )
    same = Deduction.objects.filter(order=order, kind=kind, month=month, withdrawn_at=None)
    if same.exists():
        raise WrongDeduction(
            f"Une {kind.label.lower()} est déjà écrite sur ce bon pour {month_year(month)}"
            f"{NBSP}: retirez-la pour en écrire une autre.",
            field="month",
        )
    made = Deduction.objects.create(
        market=order.market, member=order.member, order=order, kind=kind, month=month, ground=require_reason(ground),
        amount=amount,
    )  # fmt: skip
    audit(
        actor, f"orders.deduction.{kind.value}", order.member, number=order.number, on_behalf=on_behalf(actor)
    )
    return made


@transaction.atomic
def deduction_withdraw(*, actor: Actor, deduction: Deduction, reason: str) -> None:
    """Withdraw a deduction, by its member, while no invoice took anything of it. Raises WrongDeduction."""
    require(can_write_order, actor, deduction.order.member)
    found = _locked(deduction)
    if found.withdrawn_at is not None:
        raise WrongDeduction("Cette déduction est déjà retirée.")
    last = found.taken.select_related("invoice").order_by("-pk").first()
    if last is not None and not last.invoice.is_credit:
        raise WrongDeduction(
            f"La facture {last.invoice.reference} l’a déjà déduite{NBSP}: elle ne se retire plus."
        )
    found.withdrawn_at, found.withdrawal = clock.now(), require_reason(reason)
    found.save(update_fields=["withdrawn_at", "withdrawal"])
    audit(actor, "orders.deduction.withdrawn", found.member, on_behalf=on_behalf(actor))


@transaction.atomic
def deduction_contest(*, actor: Actor, deduction: Deduction, reason: str) -> None:
    """Contest a deduction, by the contractor, once: the member reads why, and withdraws it or lets it stand. Raises
    WrongDeduction."""
    require(can_bill, actor, deduction.market)
    found = _locked(deduction)
    if found.withdrawn_at is not None:
        raise WrongDeduction(f"Cette déduction est retirée{NBSP}: il n’y a plus rien à contester.")
    if found.contested_at is not None:
        raise WrongDeduction("Vous avez déjà contesté cette déduction.")
    found.contested_at, found.contest = clock.now(), require_reason(reason)
    found.save(update_fields=["contested_at", "contest"])
    audit(actor, "orders.deduction.contested", found.member)


def _locked(deduction: Deduction) -> Deduction:
    rows = Deduction.objects.select_for_update(of=("self",)).select_related("member")
    return rows.get(pk=deduction.pk)


def _check_month(order: Order, month: date, today: date) -> None:
    after = months_after(month, 1)
    if after > today:
        raise WrongDeduction(
            f"Le mois {month_year(month)} n’est pas fini{NBSP}: une déduction vient après le constat, jamais avant.",
            field="month",
        )
    if after <= order.starts_on or month >= order.ends_on:
        raise WrongDeduction(
            f"Ce bon va du {day_month_year(order.starts_on)} au {day_month_year(order.ends_on)}"
            f"{NBSP}: ce mois n’y est pas.",
            field="month",
        )
