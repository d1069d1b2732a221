"""Acts that issue invoices and credit notes: numbered, made and kept in one transaction, or not at all; and what each
party writes to stand on them."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum

from eprimo.foundation.directory.actions.dates import first_instant, require_reason
from eprimo.foundation.kernel import clock, faults
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing import facturx, invoicing
from eprimo.foundation.printing.en16931 import NotEn16931
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.orders.enums import InvoiceKind, OrderState
from eprimo.steering.orders.errors import (
    NBSP,
    AlreadyInvoiced,
    NotDue,
    ReferenceMissing,
    SellerMissing,
    WrongCredit,
    WrongInvoice,
    WrongReference,
    WrongSeller,
)
from eprimo.steering.orders.invoice import billing, deductions
from eprimo.steering.orders.invoice.bank_account import with_account
from eprimo.steering.orders.invoice.billing import (
    Drawn,
    addressee_of,
    in_place_of,
    still_asked,
    taken_back,
    taken_off,
)
from eprimo.steering.orders.invoice.deductions import Take
from eprimo.steering.orders.invoice.policies import can_bill, can_issue, can_write_billing, can_write_seller
from eprimo.steering.orders.models import (
    STANDING,
    Billing,
    Invoice,
    InvoiceBook,
    InvoiceFile,
    InvoiceLine,
    InvoiceRun,
    Order,
    Seller,
)
from eprimo.steering.orders.order.price_changes import at_year
from eprimo.steering.orders.order.sheet import terms_of
from eprimo.steering.orders.order.succession import closing_day, leaving
from eprimo.steering.prices.queries import awarded_to, tariffs_of
from eprimo.ui.french import day_month_year

ZONE = "Europe/Paris"
_NOT_AWARDED = (
    f"La coordination n’a pas encore noté à qui le marché est attribué{NBSP}: vos factures portent son nom."
)
_PREFIXES = {InvoiceKind.INVOICE: "FAC", InvoiceKind.CREDIT: "AV"}


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice or a credit note before it has a number: its row, its lines, who sells, the deductions that it takes
    off or gives back."""

    made: Invoice
    lines: Sequence[Drawn]
    seller: Seller
    takes: Sequence[Take]


@transaction.atomic
def seller_write(*, actor: Actor, market: Market, said: Seller) -> Seller:
    """Write what the invoices to come bear of the contractor; `said` is a row that is not saved. Raises WrongSeller
    while nobody noted who the market was awarded to."""
    require(can_write_seller, actor, market)
    name, siret = awarded_to(market)
    if not name:
        raise WrongSeller(_NOT_AWARDED)
    columns = {column: getattr(said, column).strip() for column in Seller.WRITTEN} | {
        "name": name,
        "siret": siret,
    }
    made, _ = Seller.objects.update_or_create(market=market, defaults=columns)
    audit(actor, "orders.seller.written", made)
    return made


@transaction.atomic
def billing_write(*, actor: Actor, member: Member, said: Billing) -> Billing:
    """Write what a member asks on its invoices; `said` is a row that is not saved. What it asks and does not give holds
    them back. Raises WrongReference for a reference that it does not ask."""
    require(can_write_billing, actor, member)
    columns = {name: getattr(said, name) for name in Billing.WRITTEN}
    columns |= {name: " ".join(value.split()) for name, value in columns.items() if isinstance(value, str)}
    for flag, name in (("needs_engagement", "engagement"), ("needs_service", "service")):
        if columns[name] and not columns[flag]:
            raise WrongReference("Cochez d’abord que vos factures le portent.", field=name)
    made, _ = Billing.objects.update_or_create(member=member, defaults=columns)
    audit(actor, "orders.billing.written", member, on_behalf=on_behalf(actor))
    return made


def invoice_issue(*, actor: Actor, order: Order, year: int) -> Invoice:
    """Issue the invoice of one year of an order. Raises NotDue, AlreadyInvoiced, ReferenceMissing, SellerMissing."""
    require(can_issue, actor, order)
    with transaction.atomic():
        made = issue(order.pk, year)
        audit(actor, "orders.invoice.issued", made.member, number=made.number)
    return made


@transaction.atomic
def issue(order_id: int, year: int, run: InvoiceRun | None = None) -> Invoice:
    """Issue without asking a right: for `invoice_issue`, and for a `run`, whose right was asked when it began."""
    return keep(drafted(order_id, year, run))


def drafted(order_id: int, year: int, run: InvoiceRun | None = None) -> Draft:
    """The invoice of one year of an order before it is numbered and kept. Raises NotDue, AlreadyInvoiced,
    ReferenceMissing, SellerMissing."""
    now, today = clock.now(), clock.today(ZONE)
    order, lines, due = owed(order_id, year, today)
    # What its member ordered, who came in its place by law owes.
    member = in_place_of(order.member, now)
    known = Billing.objects.filter(member=member).first()
    if missing := billing.lacking(known):
        raise ReferenceMissing(missing)
    seller = seller_of(order.market)
    engagement, service = billing.references_of(member, known)
    made = Invoice(
        market=order.market, member=member, order=order, kind=InvoiceKind.INVOICE,
        channel=billing.channel_of(member, known), year=year, issued_on=today,
        due_on=today + timedelta(days=billing.PAYMENT_DAYS), first_day=due[0], last_day=due[1],
        buyer_siret=addressee_of(member, now).siret, engagement=engagement, service=service,
        accounts=order.accounts, run=run,
    )  # fmt: skip
    return Draft(made, lines, seller, taken_off(made, lines, seller))


def owed(order_id: int, year: int, day: date) -> tuple[Order, list[Drawn], tuple[date, date]]:
    """(the order, locked; the lines that a year of it owes on an invoice of that day; the days it is for). Raises
    NotDue, AlreadyInvoiced."""
    order = Order.objects.select_for_update(of=("self",)).select_related("market", "member").get(pk=order_id)
    if order.state != OrderState.ACKNOWLEDGED:
        raise NotDue("Accusez d’abord réception de ce bon de commande.")
    charges = list(order.charges.filter(year=year).order_by("position"))
    if not charges:
        raise NotDue
    if not billing.is_begun(order.market, order, year, clock.today(ZONE)):
        first = day_month_year(billing.days_of_year(order.market, order, year)[0])
        raise NotDue(f"Cette année de ce bon commence le {first}{NBSP}: elle se facture à partir de ce jour.")
    leaves_on = leaving().get(order.member_id)
    if not billing.is_owed(order.market, order, year, leaves_on):
        closed = day_month_year(closing_day(order, leaves_on))
        raise NotDue(
            f"Ce bon a pris fin le {closed}{NBSP}: une année qui commence ce jour-là ou après n’est pas due "
            "(articles 3 et 8)."
        )
    if Invoice.objects.filter(STANDING, order=order, year=year).exists():
        raise AlreadyInvoiced
    priced = at_year(order.market, charges, year, tariffs_of(order.market), terms_of(order), day)
    lines = billing.drawn(priced, order.lines.all())
    return order, lines, billing.days_owed(order.market, order, year, charges)


def seller_of(market: Market) -> Seller:
    """The contractor as invoices of today say it: who the market was awarded to, with the account of today. Raises
    SellerMissing."""
    found = Seller.objects.filter(market=market).select_related("market").first()
    if found is None:
        raise SellerMissing
    name, siret = awarded_to(market)
    if not name:
        raise SellerMissing(_NOT_AWARDED)
    found.name, found.siret = name, siret
    return with_account(found, clock.today(ZONE))


@transaction.atomic
def invoice_credit(*, actor: Actor, invoice: Invoice, quantities: Mapping[int, int], reason: str) -> Invoice:
    """Issue a credit note. `quantities`: how much of each line, by position. Raises WrongCredit over what is left to
    give back."""
    require(can_bill, actor, invoice.market)
    made = keep(drafted_credit(invoice, quantities, reason))
    audit(actor, "orders.invoice.credited", made.member, number=made.number)
    return made


def drafted_credit(invoice: Invoice, quantities: Mapping[int, int], reason: str) -> Draft:
    """A credit note before it is numbered and kept. Raises WrongCredit, SellerMissing."""
    words = require_reason(reason)
    # Every credit of an invoice waits for the one before: none of them gives back what another did.
    invoice = (
        Invoice.objects.select_for_update(of=("self",))
        .select_related("market", "member", "order")
        .get(pk=invoice.pk)
    )
    if invoice.is_credit:
        raise WrongCredit("Un avoir ne se corrige pas par un avoir.")
    left = left_of(invoice)
    wrong = [place for place, number in quantities.items() if not 0 <= number <= left.get(place, 0)]
    if wrong:
        raise WrongCredit(
            "Un avoir ne dépasse jamais ce que la facture demande, avoirs précédents compris.",
            field=f"q_{wrong[0]}",
        )
    lines = [
        billing.taken(one, quantities[one.position], one.quantity - left[one.position])
        for one in invoice.lines.order_by("position")
        if quantities.get(one.position)
    ]
    if not lines:
        raise WrongCredit("Dites au moins une quantité à rendre.")
    made = Invoice(
        market=invoice.market, member=invoice.member, order=invoice.order, kind=InvoiceKind.CREDIT,
        channel=invoice.channel, year=invoice.year, issued_on=clock.today(ZONE), first_day=invoice.first_day,
        last_day=invoice.last_day, buyer_siret=invoice.buyer_siret, engagement=invoice.engagement,
        service=invoice.service, accounts=0, corrects=invoice, reason=words,
    )  # fmt: skip
    seller = seller_of(invoice.market)
    return Draft(made, lines, seller, taken_back(made, lines, left, seller))


def left_of(invoice: Invoice) -> dict[int, int]:
    """{position: quantity} of each line of an invoice that was not given back yet."""
    rows = invoice.lines.annotate(given=Sum("credited__quantity")).values_list(
        "position", "quantity", "given"
    )
    return {place: quantity - (given or 0) for place, quantity, given in rows}


def keep(draft: Draft, make: Callable[[invoicing.Invoice], facturx.Facturx] | None = None) -> Invoice:
    """Number a draft, make its file (a Factur-X, unless `make` is given), and keep it. The number goes with the
    transaction: killed here, nobody has seen it."""
    made = draft.made
    made.number = _next_number(made.market, InvoiceKind(made.kind))
    made.reference = f"{_PREFIXES[InvoiceKind(made.kind)]}-{made.number:05}"
    document = billing.document(made, draft.lines, draft.seller, draft.takes)
    try:
        files = (make or facturx.make)(document)
    except NotEn16931 as error:
        rules = ", ".join(dict.fromkeys(one.rule for one in error.breaches))
        raise WrongInvoice(
            f"Cette facture ne respecterait pas la norme EN 16931 ({rules}){NBSP}: vérifiez le nom et le SIRET du "
            "membre, et ce que vos factures portent de vous."
        ) from error
    made.net, made.tax, made.total, made.withheld = (
        document.net,
        document.tax,
        document.total,
        document.withheld,
    )
    faults.point("orders.invoice.numbered")
    save(made, draft.lines, files, draft.takes)
    return made


def save(made: Invoice, lines: Sequence[Drawn], files: facturx.Facturx, takes: Sequence[Take] = ()) -> None:
    """Save the row, its lines, the deductions that it takes off, and its file. The credit note after which an invoice
    asks nothing any more closes it: its year is then to be invoiced anew."""
    made.save(force_insert=True)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=made, position=place, code=one.code, designation=one.designation, school_id=one.school,
            uai=one.uai, school_name=one.school_name, quantity=one.quantity, unit_ht=one.unit_ht,
            vat_rate=one.vat_rate, of_id=one.of, sum_ht=one.ht, parts=one.part.parts, whole=one.part.whole,
            first_on=one.part.first, last_on=one.part.last,
        )
        for place, one in enumerate(lines, 1)
    )  # fmt: skip
    deductions.keep(made, takes)
    billing = files.pdf or files.xml
    InvoiceFile.objects.create(
        invoice=made, pdf=files.pdf, xml=files.xml, sha256=hashlib.sha256(billing).hexdigest(),
        size=len(billing), ends=first_instant(made.order.ends_on, ZONE),
    )  # fmt: skip
    if made.corrects is not None and not still_asked(made.corrects):
        Invoice.objects.filter(pk=made.corrects.pk).update(closed_by_credit=True)


def _next_number(market: Market, kind: InvoiceKind) -> int:
    """The next number of the market, given with the transaction or not at all."""
    InvoiceBook.objects.get_or_create(market=market)
    book = InvoiceBook.objects.select_for_update(of=("self",)).get(market=market)
    name = "last_credit" if kind == InvoiceKind.CREDIT else "last_invoice"
    setattr(book, name, getattr(book, name) + 1)
    book.save(update_fields=[name])
    number: int = getattr(book, name)
    return number
