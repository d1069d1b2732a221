"""An order that binds: numbered, priced and kept as it was sent; acknowledged, or cancelled before."""

import hashlib

from django.db import transaction

from eprimo.foundation.directory.actions.dates import first_instant, said
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.actions.drafts import check, locked
from eprimo.steering.orders.enums import OrderKind, OrderState
from eprimo.steering.orders.models import Order, OrderBook, OrderCharge, OrderDocument
from eprimo.steering.orders.opening import order_open
from eprimo.steering.orders.paper import order_pdf
from eprimo.steering.orders.periods import plan_of
from eprimo.steering.orders.policies import can_acknowledge, can_keep_book, can_read_totals, can_write_order
from eprimo.steering.orders.sheet import cost_of_order, needs_by_school
from eprimo.steering.prices.cost import YearCost
from eprimo.steering.prices.queries import prices_of


@transaction.atomic
def order_send(*, actor: Actor, order: Order) -> Order:
    """Signed and sent to the contractor, with the next number: from then on nothing of it changes. Raises WrongState
    unless it was put to signature, and what `order_propose` raises."""
    require(can_write_order, actor, order.member)
    order = locked(order, OrderState.PROPOSED)
    now = clock.now()
    order.signatory = check(order, clock.today(actor.time_zone))
    order.need = sum(needs_by_school(order.member).values()) if order.kind == OrderKind.FIRST else None
    years = cost_of_order(order, plan_of(order))
    _keep_charges(order, years)
    # The last lock of all, and the shortest: whoever numbers next waits for it.
    number = _next_number(order.market)
    lines = list(order.lines.order_by("name", "uai"))
    content = order_pdf(order, lines, years, number=Order(number=number).reference, at=now)
    OrderDocument.objects.create(
        order=order, content=content, sha256=hashlib.sha256(content).hexdigest(), size=len(content), made_at=now,
        ends=first_instant(order.ends_on, actor.time_zone),
    )  # fmt: skip
    order.state, order.number, order.sent_at = OrderState.SENT, number, now
    order.save(update_fields=["state", "number", "sent_at", "signatory", "need"])
    audit(
        actor,
        "orders.order.sent",
        order.member,
        number=number,
        accounts=order.accounts,
        on_behalf=on_behalf(actor),
    )
    return order


@transaction.atomic
def order_acknowledge(*, actor: Actor, order: Order) -> Order:
    """The contractor has it: it is in force, and its schools open in the same transaction. Again does nothing."""
    require(can_acknowledge, actor, order)
    order = locked(order, OrderState.SENT, OrderState.ACKNOWLEDGED)
    if order.state == OrderState.ACKNOWLEDGED:
        return order
    order.state, order.acknowledged_at = OrderState.ACKNOWLEDGED, clock.now()
    order.save(update_fields=["state", "acknowledged_at"])
    audit(actor, "orders.order.acknowledged", order.member, number=order.number)
    order_open(order, actor=actor)
    return order


@transaction.atomic
def order_cancel(*, actor: Actor, order: Order, reason: str) -> Order:
    """By its member, before the contractor acknowledged it; its number stays its own. Raises WrongState."""
    require(can_write_order, actor, order.member)
    order = locked(order, OrderState.SENT)
    order.state, order.cancelled_at, order.cancel_reason = OrderState.CANCELLED, clock.now(), said(reason)
    order.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    audit(actor, "orders.order.cancelled", order.member, number=order.number, on_behalf=on_behalf(actor))
    return order


@transaction.atomic
def book_keep(*, actor: Actor, market: Market, default_after: int) -> OrderBook:
    """After how many days from the start a member without order is in default."""
    require(can_keep_book, actor)
    book, _ = OrderBook.objects.get_or_create(market=market)
    if book.default_after != default_after:
        book.default_after = default_after
        book.save(update_fields=["default_after"])
        audit(actor, "orders.book.kept", book, days=default_after)
    return book


@transaction.atomic
def totals_export(*, actor: Actor, rows: int) -> None:
    """Leave the line of an export; the file is made by who shows the rows."""
    require(can_read_totals, actor)
    audit(actor, "orders.totals.exported", rows=rows)


def _next_number(market: Market) -> int:
    """The next number of the market, given with the transaction or not at all."""
    OrderBook.objects.get_or_create(market=market)
    book = OrderBook.objects.select_for_update(of=("self",)).get(market=market)
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return book.last_number


def _keep_charges(order: Order, years: list[YearCost]) -> None:
    units = {price.code: price.unit for price in prices_of(order.market)}
    OrderCharge.objects.bulk_create(
        OrderCharge(
            order=order, year=year.year, position=position, code=line.code, designation=line.designation,
            unit=units[line.code], school_id=line.school, quantity=line.quantity, unit_ht=line.unit_ht,
            vat_rate=line.vat_rate, ht=line.ht,
        )
        for year in years
        for position, line in enumerate(year.lines)
    )  # fmt: skip
