"""What a yearly invoice of an order says, and what it takes off of the deductions of its member; what a credit note
gives back of both. Pure, but for reading the order as it was sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.kernel import clock
from eprimo.foundation.printing import invoicing
from eprimo.steering.consortium.enums import InvoicesTo, MemberKind
from eprimo.steering.consortium.market_periods import year_days
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.enums import Channel
from eprimo.steering.orders.errors import NBSP, WrongCredit
from eprimo.steering.orders.invoice.deductions import Take, penalties, pending, reductions, taken_on
from eprimo.steering.orders.models import (
    Billing,
    DeductionTaken,
    Invoice,
    InvoiceLine,
    Order,
    OrderCharge,
    OrderLine,
    Seller,
)
from eprimo.steering.orders.order.succession import closing_day
from eprimo.steering.prices.cost import cents
from eprimo.steering.prices.terms import WHOLE, Share
from eprimo.ui.french import euros

_MONTHS = 12
# « trente jours » (CCP R2192-10).
PAYMENT_DAYS = 30
# From when approved platforms take invoices (reform of electronic invoicing).
PLATFORMS_FROM = date(2026, 9, 1)
# What the law wants on an invoice, by UNTDID 4451. The category of the operation stands on credit notes too.
CATEGORY = ("AAI", "Catégorie de l’opération : prestation de services.")
MENTIONS = (
    CATEGORY,
    ("PMT", "Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 € (CCP, article D2192-35)."),
    ("PMD", "Intérêts moratoires en cas de retard : taux de la BCE majoré de huit points (CCP, article R2192-31)."),
    ("AAB", "Pas d’escompte pour paiement anticipé."),
)  # fmt: skip
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Addressee:
    """A body that receives invoices."""

    name: str
    siret: str


def in_place_of(member: Member, at: datetime) -> Member:
    """The member that stands in a member's place by law at that instant; itself when nobody does."""
    if member.replaced_on is not None and first_instant(member.replaced_on, ZONE) <= at:
        return in_place_of(member.substitution.successor, at)
    return member


def addressee_of(member: Member, at: datetime) -> Addressee:
    """The body that an invoice made at that instant is addressed to; by law, who is in the member's place. It is never
    the coordinator."""
    member = in_place_of(member, at)
    if member.market.invoices_to == InvoicesTo.BODY:
        acting = member.representations.in_force(at).select_related("managing_body").first()
        if acting is not None and acting.managing_body is not None:
            return Addressee(acting.managing_body.name, acting.managing_body.siret)
    return Addressee(member.name, member.siret)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as an invoice will say it."""

    code: str
    designation: str
    school: int | None
    uai: str
    school_name: str
    quantity: int
    unit_ht: Decimal
    vat_rate: Decimal
    ht: Decimal
    part: Share = WHOLE
    of: int | None = None

    @property
    def document(self) -> invoicing.Line:
        where = f"{self.uai} {self.school_name}".strip()
        return invoicing.Line(
            name=self.designation,
            quantity=Decimal(self.quantity),
            price=self.unit_ht,
            note=f"UAI {where}" if self.uai else "",
            vat=self.vat_rate,
            net=None if self.ht == self.unit_ht * self.quantity else self.ht,
            less=f"Année comptée pour {self.part.words}" if self.part.is_partial else "Arrondi",
            days=(self.part.first, self.part.last) if self.part.first and self.part.last else None,
        )


def days_of_year(market: Market, order: Order, year: int) -> tuple[date, date]:
    """(first day, last day) of a year of the market within an order."""
    first, after = year_days(market, year)
    return max(first, order.starts_on), min(after, order.ends_on) - timedelta(days=1)


def days_owed(market: Market, order: Order, year: int, charges: Iterable[OrderCharge]) -> tuple[date, date]:
    """(first day, last day) that an invoice of the year is for (BT-73, BT-74): from the first day that the contract
    lets it owe."""
    first, last = days_of_year(market, order, year)
    known = [one.first_on for one in charges if one.first_on is not None]
    return min(known, default=first), last


def years_begun(market: Market, day: date) -> int:
    """How many years of the market have begun on that day: of later ones nothing is invoiced."""
    years = range(market.period_months * 2 // _MONTHS)
    return sum(1 for year in years if year_days(market, year)[0] <= day)


def is_begun(market: Market, order: Order, year: int, day: date) -> bool:
    """Whether that year of the order may be invoiced on that day: from its own first day, also of a complement that
    starts within the year, and not before."""
    return days_of_year(market, order, year)[0] <= day


def is_owed(market: Market, order: Order, year: int, leaves_on: date | None) -> bool:
    """Whether the year is owed. One that began before the order closes is owed in full; one that begins on that day or
    after is not: nothing of it is there [C 3, 8]."""
    return days_of_year(market, order, year)[0] < closing_day(order, leaves_on)


def drawn(charges: Iterable[OrderCharge], lines: Iterable[OrderLine]) -> list[Drawn]:
    """The invoice lines of the charges of one year, with the schools as the order names them."""
    known = {line.school_id: line for line in lines}
    found = []
    for charge in charges:
        school = known.get(charge.school_id) if charge.school_id else None
        found.append(
            Drawn(
                charge.code, charge.designation, charge.school_id, school.uai if school else "",
                school.name if school else "", charge.quantity, charge.unit_ht, charge.vat_rate, charge.ht, charge.part,
            )
        )  # fmt: skip
    return found


def of_invoice(lines: Iterable[InvoiceLine]) -> list[Drawn]:
    """The lines of an invoice that was issued."""
    return [
        Drawn(
            one.code, one.designation, one.school_id, one.uai, one.school_name, one.quantity, one.unit_ht,
            one.vat_rate, one.ht, one.part, one.pk,
        )
        for one in lines
    ]  # fmt: skip


def taken(line: InvoiceLine, quantity: int, given: int) -> Drawn:
    """The credit-note line of `quantity` of an invoice line of which `given` were given back before. All credit notes
    together give back what was asked, to the cent, however it is divided."""
    [one] = of_invoice([line])

    def until(count: int) -> Decimal:
        if count == line.quantity:
            return line.ht
        return min(cents(line.unit_ht * count * line.parts / line.whole), line.ht)

    return replace(one, quantity=quantity, ht=until(given + quantity) - until(given))


def channel_of(member: Member, billing: Billing | None) -> Channel:
    """How the invoices of a member reach it: a public body has Chorus Pro; an OGEC is not in it."""
    if member.kind != MemberKind.PRIVATE:
        return Channel.CHORUS
    return Channel.PLATFORM if billing is None or billing.platform else Channel.PLAIN


def framework_of(channel: Channel, issued_on: date) -> str:
    """The business process code (BT-23): each receiver knows its own; platforms have none before they are."""
    if channel == Channel.CHORUS:
        return "A1"
    return "S1" if issued_on >= PLATFORMS_FROM else ""


def references_of(member: Member, billing: Billing | None) -> tuple[str, str]:
    """(engagement, service code) as the member asks them; a private receiver has no service code."""
    if billing is None:
        return "", ""
    engagement = billing.engagement if billing.needs_engagement else ""
    public = member.kind != MemberKind.PRIVATE
    return engagement, billing.service if billing.needs_service and public else ""


def lacking(billing: Billing | None) -> str:
    """The sentence that holds an invoice back while its member has not given what it asks for; empty: nothing is
    missing."""
    if billing is None:
        return ""
    missing = []
    if billing.needs_engagement and not billing.engagement:
        missing.append("le numéro d’engagement")
    if billing.needs_service and not billing.service:
        missing.append("le code service")
    if not missing:
        return ""
    return f"Le membre demande {' et '.join(missing)} sur ses factures, et ne l’a pas encore donné."


def _address_of(invoice: Invoice) -> dict[str, str]:
    """The address that the member says, unless somebody else receives its invoices."""
    known = Billing.objects.filter(member=invoice.member).first()
    if known is None or invoice.buyer_siret != invoice.member.siret:
        return {}
    return {"street": known.street, "postcode": known.postcode, "city": known.city}


def given_back(invoice: Invoice) -> dict[Decimal, Decimal]:
    """{rate: sum before VAT} that the credit notes of an invoice gave back of it until now."""
    lines = of_invoice(InvoiceLine.objects.filter(invoice__corrects=invoice))
    taken = DeductionTaken.objects.filter(invoice__corrects=invoice, vat_rate__isnull=False)
    return bases_of(lines, [(one.vat_rate, one.amount) for one in taken if one.vat_rate is not None])


def bases_of(
    lines: Iterable[Drawn], reduced: Iterable[tuple[Decimal, Decimal]] = ()
) -> dict[Decimal, Decimal]:
    """{rate: sum before VAT} of lines, reductions taken off."""
    sums: dict[Decimal, Decimal] = {}
    for line in lines:
        sums[line.vat_rate] = sums.get(line.vat_rate, Decimal(0)) + line.ht
    for rate, amount in reduced:
        sums[rate] = sums.get(rate, Decimal(0)) - amount
    return sums


def rates_of(lines: Iterable[InvoiceLine], takes: Iterable[Take]) -> list[tuple[Decimal, Decimal]]:
    """(rate, the sum that it is applied to) of an invoice, the highest rate first."""
    reduced = [(one.rate, one.amount) for one in takes if one.rate is not None]
    return sorted(bases_of(of_invoice(lines), reduced).items(), reverse=True)


def deducted(takes: Sequence[Take]) -> dict[str, Any]:
    """The fields of an invoice that tell what is taken off the whole, and off what is to be paid."""
    withheld = [one for one in takes if one.rate is None]
    return {
        "allowances": [
            invoicing.Allowance(reason=one.words, amount=one.amount, vat=one.rate)
            for one in takes
            if one.rate is not None
        ],
        "withheld": sum((one.amount for one in withheld), Decimal(0)),
        "withheld_for": [one.words for one in withheld],
    }


def document(
    invoice: Invoice, lines: Sequence[Drawn], seller: Seller, takes: Sequence[Take] = ()
) -> invoicing.Invoice:
    """The invoice of a row that is not saved yet, as Factur-X takes it, with the deductions that it takes off."""
    corrected = invoice.corrects
    to = addressee_of(invoice.member, clock.now())
    # A credit note goes where its invoice went.
    name = to.name if to.siret == invoice.buyer_siret else invoice.member.name
    buyer = invoicing.Party(name=name, siret=invoice.buyer_siret, **_address_of(invoice))
    return invoicing.Invoice(
        number=invoice.reference,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        seller=invoicing.Party(
            name=seller.name, siret=seller.siret, street=seller.street, postcode=seller.postcode, city=seller.city,
            iban=seller.iban, bic=seller.bic, legal=seller.legal,
        ),
        buyer=buyer,
        lines=[line.document for line in lines],
        first_day=invoice.first_day,
        last_day=invoice.last_day,
        order=invoice.order.reference,
        contract=seller.contract,
        service=invoice.service,
        engagement=invoice.engagement,
        framework=framework_of(Channel(invoice.channel), invoice.issued_on),
        kind=invoicing.Kind.CREDIT if invoice.is_credit else invoicing.Kind.INVOICE,
        preceding=invoicing.Preceding(number=corrected.reference, issued_on=corrected.issued_on) if corrected else None,
        earlier=given_back(corrected) if corrected else {},
        **deducted(takes),
        subject=invoice.market.name,
        remark=f"Motif de l’avoir : {invoice.reason}" if invoice.is_credit else "",
        mentions=(CATEGORY,) if invoice.is_credit else MENTIONS,
    )  # fmt: skip


def taken_off(made: Invoice, lines: Sequence[Drawn], seller: Seller) -> list[Take]:
    """The deductions of its member that an invoice takes off, as far as it asks that much."""
    found = pending(made.member, made.issued_on)
    if not found:
        return []
    takes = reductions(found, bases_of(lines))
    return takes + penalties(found, document(made, lines, seller, takes).total)


def taken_back(made: Invoice, lines: Sequence[Drawn], left: Mapping[int, int], seller: Seller) -> list[Take]:
    """What a credit note gives back of the deductions of its invoice: all of them with the last of its lines, `left`
    before it; none otherwise. Raises WrongCredit for more than the invoice asks, deductions taken off."""
    invoice = made.corrects
    takes = taken_on(invoice) if invoice is not None else []
    if invoice is None or not takes:
        return []
    if sum(left.values()) == sum(one.quantity for one in lines):
        return takes
    reduced = [(one.rate, one.amount) for one in takes if one.rate is not None]
    asked = bases_of(of_invoice(invoice.lines.all()), reduced)
    back, more = given_back(invoice), bases_of(lines)
    over = [rate for rate, ht in more.items() if back.get(rate, _ZERO) + ht > asked[rate]]
    rest = still_asked(invoice) - invoice.withheld
    if over or document(made, lines, seller).total > rest:
        raise WrongCredit(
            f"Une déduction est prise sur cette facture{NBSP}: il en reste {euros(rest)} TTC à rendre. Rendez moins, "
            "ou tout ce qui reste de ses lignes, et la déduction se prendra sur la suivante."
        )
    return []


def still_asked(invoice: Invoice) -> Decimal:
    """What an invoice asks, all taxes included, once its credit notes are taken off."""
    back: Decimal | None = invoice.credits.aggregate(n=Sum("total"))["n"]
    return invoice.total - (back or Decimal(0))
