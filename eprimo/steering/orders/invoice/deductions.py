"""Deductions as invoices take them off: a reduction of the sums before VAT, a penalty of what is to be paid, never more
than the invoice has; what is left waits for the next one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    DecimalField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.orders.enums import DeductionKind, InvoiceKind
from eprimo.steering.orders.invoice.policies import can_bill, deductions_visible_to
from eprimo.steering.orders.models import Deduction, DeductionTaken, Invoice
from eprimo.steering.orders.order.succession import heirs, held_by
from eprimo.ui.french import local_day, month_year

_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Take:
    """What is taken of a deduction on one invoice, in the `words` of the invoice; `rate` None: it is a penalty."""

    deduction: int
    amount: Decimal
    rate: Decimal | None
    words: str


def with_left(rows: QuerySet[Deduction]) -> QuerySet[Deduction]:
    """Add `left` to deductions: what no invoice took of each yet; what credit notes gave back counts again."""
    signed = Case(
        When(taken__invoice__kind=InvoiceKind.CREDIT, then=-F("taken__amount")), default=F("taken__amount"),
        output_field=DecimalField(),
    )  # fmt: skip
    return rows.annotate(left=F("amount") - Coalesce(Sum(signed), Value(_ZERO)))


def pending(member: Member, on: date) -> list[Deduction]:
    """The deductions that an invoice of that day takes off, in the order in which they were written, locked; also those
    of whom the member is in the place of on that day."""
    rows = Deduction.objects.filter(held_by(member, on=on), market=member.market_id, withdrawn_at=None)
    held = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    found = with_left(Deduction.objects.filter(pk__in=held)).order_by("written_at", "pk")
    return [one for one in found if one.left > 0 and local_day(one.written_at) <= on]  # type: ignore[attr-defined]


def reductions(found: Iterable[Deduction], bases: Mapping[Decimal, Decimal]) -> list[Take]:
    """What is taken of each reduction. `bases`: sums before VAT by rate; the rates with most come first."""
    left, takes = dict(bases), []
    for one in found:
        rest: Decimal = one.left  # type: ignore[attr-defined]
        while one.kind == DeductionKind.REDUCTION and rest > 0 and any(left.values()):
            rate = max(left, key=lambda each: (left[each], each))
            amount = min(rest, left[rate])
            takes.append(Take(one.pk, amount, rate, words_of(one)))
            left[rate] -= amount
            rest -= amount
    return takes


def penalties(found: Iterable[Deduction], total: Decimal) -> list[Take]:
    """What is taken of each penalty, off a `total` that is to be paid."""
    takes = []
    for one in found:
        amount = min(one.left, total)  # type: ignore[attr-defined]
        if one.kind == DeductionKind.PENALTY and amount > 0:
            takes.append(Take(one.pk, amount, None, words_of(one)))
            total -= amount
    return takes


def words_of(deduction: Deduction) -> str:
    """Name a deduction: « Réfaction, mai 2027 : service fermé trois jours »."""
    return f"{deduction.get_kind_display()}, {month_year(deduction.month)} : {deduction.ground}"


def taken_on(invoice: Invoice) -> list[Take]:
    """What an invoice took off, or what a credit note gives back of it."""
    rows = DeductionTaken.objects.filter(invoice=invoice).select_related("deduction").order_by("pk")
    return [Take(one.deduction_id, one.amount, one.vat_rate, words_of(one.deduction)) for one in rows]


def keep(invoice: Invoice, takes: Sequence[Take]) -> None:
    """Save what an invoice that is kept takes off."""
    DeductionTaken.objects.bulk_create(
        DeductionTaken(deduction_id=one.deduction, invoice=invoice, vat_rate=one.rate, amount=one.amount)
        for one in takes
    )


def deductions_page(actor: Actor, market: Market, *, after: str, before: str) -> Page[Deduction]:
    """A page of the deductions that the actor reads, the last first, with what is left of each and the invoices that
    took it."""
    rows = with_left(Deduction.objects.filter(deductions_visible_to(actor), market=market))
    rows = rows.select_related("member", "order").prefetch_related("taken__invoice")
    return paginate(rows, ("-written_at", "-pk"), after=after, before=before)


def waiting_by_member(market: Market, today: date) -> dict[int, Decimal]:
    """{member: what is left to take off the next invoice of its orders}; a member with nothing is not in it. Who is in
    the place of others has what is left of theirs, and so has an order that it did not write."""
    sums: dict[int, Decimal] = {}
    heir = heirs(today)
    for one in with_left(Deduction.objects.filter(market=market, withdrawn_at=None)):
        left: Decimal = one.left  # type: ignore[attr-defined]
        if left > 0:
            member = heir.get(one.member_id, one.member_id)
            sums[member] = sums.get(member, _ZERO) + left
    return sums | {member: sums[to] for member, to in heir.items() if to in sums}


def deduction_read(actor: Actor, public_id: object) -> Deduction:
    """The deduction of that public id; raises NotVisible."""
    rows = with_left(Deduction.objects.filter(Q(public_id=public_id) & deductions_visible_to(actor)))
    found = rows.select_related("member", "order__member", "market").first()
    if found is None or (actor.role == Role.CONTRACTOR and not can_bill(actor, found.market)):
        raise NotVisible
    return found


def to_read_query(actor: Actor) -> Subquery:
    """How many deductions the contractor neither contested nor has taken off yet, as a column; nothing when none is."""
    rows = Deduction.objects.filter(
        deductions_visible_to(actor), withdrawn_at=None, contested_at=None, taken=None
    )
    counted = rows.order_by().values("market").annotate(n=Count("pk")).values("n")
    return Subquery(counted[:1], output_field=IntegerField())
