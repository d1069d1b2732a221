"""Acts by which an order binds: it is numbered, priced and kept as it was sent, then acknowledged by the contractor, or
cancelled before."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from eprimo.foundation.directory.actions.dates import first_instant, require_reason
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Forbidden, SwitchedOff
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.pdf_signatures import is_unchanged, verified
from eprimo.foundation.printing.sandbox_messages import Signed
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.actions.representation import GivenFile, checked_pdf
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.signatures import signatory_on
from eprimo.steering.consortium.signers import mandate_to_sign, right_held
from eprimo.steering.orders.entitlement.grants import order_open
from eprimo.steering.orders.enums import OrderKind, OrderState, OrderWay
from eprimo.steering.orders.errors import (
    FormChanged,
    NoSignatory,
    NotBinding,
    SignatureUnseen,
    WrongDay,
    WrongForm,
)
from eprimo.steering.orders.models import Order, OrderBook, OrderCharge, OrderDocument
from eprimo.steering.orders.order.actions.drafts import acting_body, check, locked
from eprimo.steering.orders.order.actions.trust_roots import roots_filed
from eprimo.steering.orders.order.ceiling import check_maximum
from eprimo.steering.orders.order.form import Bound, form_hash, order_pdf, same_reference
from eprimo.steering.orders.order.periods import plan_of
from eprimo.steering.orders.order.policies import (
    can_acknowledge,
    can_bind_order,
    can_cancel_order,
    can_keep_book,
    can_read_totals,
    can_write_order,
)
from eprimo.steering.orders.order.sheet import cost_of_order, needs_by_school
from eprimo.steering.prices.cost import YearCost
from eprimo.steering.prices.enums import Unit
from eprimo.steering.prices.queries import prices_of
from eprimo.ui.french import day_month_year, local_day
from eprimo.ui.plurals import NBSP

_OTHER_FORM = (
    "Ce n’est pas la référence du bon mis à la signature. Si le papier signé en porte une autre, il dit autre chose "
    "que ce qui serait envoyé\N{NO-BREAK SPACE}: imprimez le bon de nouveau et faites-le signer."
)

_UNSIGNED = (
    "Ce fichier est le bon tel qu’il a été imprimé ici, sans signature\N{NO-BREAK SPACE}: imprimez-le, faites-le "
    "signer, puis joignez le bon signé, scanné ou signé électroniquement."
)


@transaction.atomic
def order_send(*, actor: Actor, order: Order) -> Order:
    """Sign an order in e-primo and send it to the contractor with the next number: from then on nothing of it changes.
    Raises NotBinding for an actor who only writes, WrongState unless it was put to signature, and what `order_propose`
    raises."""
    require(can_write_order, actor, order.member)
    _require_binding(actor, order.member)
    # What is written anew of who signs or acts waits for the row of the member; who ends a right, for the right.
    member = Member.objects.select_for_update(of=("self",)).get(pk=order.member_id)
    order = locked(order, OrderState.PROPOSED)
    order.signatory = check(order, clock.today(actor.time_zone))
    order.right = right_held(actor, member, held=True)
    order.mandate = mandate_to_sign(actor, member, held=True)
    if order.right is None and order.mandate is None:
        raise _not_binding(member)
    _check_form(order)
    order.way = OrderWay.SIGNED
    return _send(actor, order)


@transaction.atomic
def order_join(*, actor: Actor, order: Order, file: GivenFile, signed_on: date, reference: str) -> Order:
    """Send an order with its form that came back signed by hand or electronically; the file is kept beside what is
    sent, with what was found of its electronic signatures. `reference`: what the signed paper bears, as it was read
    there. Raises WrongFile, WrongForm for another reference or for the form as it was printed, WrongSignature, WrongDay
    for a day before the form was put to signature or to come, NoSignatory for a day on which nobody was noted, and what
    `order_send` raises but NotBinding."""
    require(can_write_order, actor, order.member)
    Member.objects.select_for_update(of=("self",)).get(pk=order.member_id)
    order = locked(order, OrderState.PROPOSED)
    today = clock.today(actor.time_zone)
    check(order, today)
    if not same_reference(reference, order):
        raise WrongForm(_OTHER_FORM, field="reference")
    written = local_day(order.proposed_at or order.saved_at)
    if signed_on > today:
        raise WrongDay("Cette date n’est pas encore venue.", field="signed_on")
    if signed_on < written:
        raise WrongDay(
            f"Ce bon a été mis à la signature le {day_month_year(written)}{NBSP}: une signature d’avant ne vaut pas "
            "pour lui.",
            field="signed_on",
        )
    order.signatory = signatory_on(order.member, signed_on)
    if order.signatory is None:
        raise NoSignatory(
            f"Personne n’était noté pour signer le {day_month_year(signed_on)}.", field="signed_on"
        )
    _check_form(order)
    digest = checked_pdf(file, field="file")[1]
    if is_unchanged(file.content):
        raise WrongForm(_UNSIGNED, field="file")
    roots = [bytes(one.der) for one in roots_filed(order.market)]
    signatures = verified(file.content, roots, clock.now())
    order.way, order.signed_on = OrderWay.JOINED, signed_on
    return _send(actor, order, scan=file.content, scan_sha256=digest, signatures=signatures)


def _check_form(order: Order) -> None:
    """Raise FormChanged unless what is sent is the form that was put to signature, signed by whom it names."""
    if form_hash(order) != order.form_sha256:
        raise FormChanged


def _require_binding(actor: Actor, member: Member) -> None:
    """Raise NotBinding, naming who signs."""
    try:
        require(can_bind_order, actor, member)
    except SwitchedOff:
        raise
    except Forbidden as error:
        raise _not_binding(member) from error


def _not_binding(member: Member) -> NotBinding:
    one = member.signatories.in_force().first()
    who = f"{one.civility} {one.full_name}, {one.function}".strip() if one else "personne n’est encore noté"
    return NotBinding(
        f"Vous écrivez les bons de {member.name}, vous ne les signez pas. Signe pour ce membre{NBSP}: {who}, depuis "
        "son propre compte, une fois confirmé par l’académie. Vous pouvez joindre le bon signé à la main."
    )


def _send(
    actor: Actor,
    order: Order,
    *,
    scan: bytes = b"",
    scan_sha256: str = "",
    signatures: Sequence[Signed] = (),
) -> Order:
    """Number an order, price it and keep it as it is sent."""
    now = clock.now()
    person = Person.objects.get(pk=actor.person_id)
    order.pressed_as, order.pressed_by = actor.role.value, person
    # Who acts for the member on that day, whoever wrote the draft.
    order.managing_body = acting_body(actor, order.member) or order.managing_body
    order.need = sum(needs_by_school(order.member).values()) if order.kind == OrderKind.FIRST else None
    years = cost_of_order(order, plan_of(order))
    _keep_charges(order, years)
    # The last lock of all, and the shortest: whoever numbers next waits for it.
    number = _next_number(order.market)
    check_maximum(order, years)
    bound = Bound(
        Order(number=number).reference,
        person.full_name,
        order.mandate,
        scan_sha256,
        order.signed_on,
        signatures,
    )
    content = order_pdf(order, list(order.lines.order_by("name", "uai")), years, at=now, bound=bound)
    OrderDocument.objects.create(
        order=order, content=content, sha256=hashlib.sha256(content).hexdigest(), size=len(content), made_at=now,
        scan=scan, scan_sha256=scan_sha256, signatures=[_told(one) for one in signatures],
        ends=first_instant(order.ends_on, actor.time_zone),
    )  # fmt: skip
    order.state, order.number, order.sent_at = OrderState.SENT, number, now
    order.save(
        update_fields=[
            "state", "number", "sent_at", "signatory", "need", "way", "pressed_as", "pressed_by", "right", "mandate",
            "signed_on", "managing_body",
        ]
    )  # fmt: skip
    audit(
        actor,
        "orders.order.joined" if scan else "orders.order.signed",
        order.member,
        number=number,
        accounts=order.accounts,
        on_behalf=on_behalf(actor),
    )
    return order


def _told(one: Signed) -> dict[str, str | None]:
    """A signature as it is kept beside the file."""
    said_at = one.said_at.isoformat() if one.said_at else None
    return {"signer": one.signer, "issuer": one.issuer, "said": said_at}


@transaction.atomic
def order_acknowledge(*, actor: Actor, order: Order, seen: bool = False) -> Order:
    """Note that the contractor has an order: it is in force, and its schools open in the same transaction. Again does
    nothing. `seen`: the signature on a form signed by hand was seen; raises SignatureUnseen without."""
    require(can_acknowledge, actor, order)
    order = locked(order, OrderState.SENT, OrderState.ACKNOWLEDGED)
    if order.state == OrderState.ACKNOWLEDGED:
        return order
    now = clock.now()
    if is_signed_by_hand(order):
        if not seen:
            raise SignatureUnseen
        order.signature_seen_at = now
    order.state, order.acknowledged_at = OrderState.ACKNOWLEDGED, now
    order.save(update_fields=["state", "acknowledged_at", "signature_seen_at"])
    audit(actor, "orders.order.acknowledged", order.member, number=order.number)
    order_open(order, actor=actor)
    return order


def is_signed_by_hand(order: Order) -> bool:
    """Whether the form that was joined bears a hand's signature, which only somebody who looks sees."""
    if order.way != OrderWay.JOINED:
        return False
    return OrderDocument.objects.filter(order=order, signatures=[]).exists()


@transaction.atomic
def order_cancel(*, actor: Actor, order: Order, reason: str) -> Order:
    """Cancel an order that the contractor has not acknowledged; its number stays its own. Who signed it for the member
    cancels. Raises NotBinding for an actor who only writes, WrongState."""
    require(can_write_order, actor, order.member)
    check_cancels(actor, order)
    order = locked(order, OrderState.SENT)
    order.state, order.cancelled_at, order.cancel_reason = (
        OrderState.CANCELLED,
        clock.now(),
        require_reason(reason),
    )
    order.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    audit(actor, "orders.order.cancelled", order.member, number=order.number, on_behalf=on_behalf(actor))
    return order


def check_cancels(actor: Actor, order: Order) -> None:
    """Raise NotBinding unless the actor may cancel what was signed."""
    if not can_cancel_order(actor, order):
        raise NotBinding(
            f"Ce bon est signé{NBSP}: qui le signe pour {order.member.name} l’annule seul, depuis son propre compte."
        )


@transaction.atomic
def book_keep(*, actor: Actor, market: Market, default_after: int) -> OrderBook:
    """Write after how many days from the start a member without order is in default."""
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
            unit=units.get(line.code, Unit.MEMBER), school_id=line.school, quantity=line.quantity, unit_ht=line.unit_ht,
            vat_rate=line.vat_rate, ht=line.ht, parts=line.share.parts, whole=line.share.whole,
            first_on=line.share.first, last_on=line.share.last, less_code=line.less,
        )
        for year in years
        for position, line in enumerate(year.lines)
    )  # fmt: skip
