"""Takes in a credit note of the contractor's own software: of an invoice that is here, line by line, within what is
left."""

from collections.abc import Sequence

from eprimo.foundation.printing.facturx import Facturx
from eprimo.foundation.printing.invoicing import Party
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import InvoiceKind, Origin
from eprimo.steering.orders.errors import NBSP, Differs, WrongCredit
from eprimo.steering.orders.invoice import billing
from eprimo.steering.orders.invoice.actions.invoices import left_of, save, seller_of
from eprimo.steering.orders.invoice.billing import Drawn, taken_back
from eprimo.steering.orders.invoice.comparison import of_deductions, of_number, of_parties, of_sums, unread
from eprimo.steering.orders.invoice.payload import Given, GivenLine
from eprimo.steering.orders.models import Invoice, InvoiceLine, Seller
from eprimo.ui.french import day_month_year, euros
from eprimo.ui.plurals import counted

_MOST_WORDS = 300


def credit_take(market: Market, files: Facturx, given: Given) -> Invoice:
    """Keep the credit note of a file. Raises Differs with all that it says otherwise than the invoice that it
    corrects."""
    invoice = _corrected(market, given)
    seller = seller_of(market)
    faults = of_number(market, given) + _of_invoice(given, invoice, seller)
    before = left_of(invoice)
    lines, wrong = _matched(given.lines, invoice)
    faults += wrong
    if not lines or given.issued_on is None or given.net is None or given.tax is None or given.total is None:
        raise Differs(faults or unread(given) or ["Cet avoir ne rend rien."])
    made = Invoice(
        market=market, member=invoice.member, order=invoice.order, kind=InvoiceKind.CREDIT, origin=Origin.IMPORTED,
        channel=invoice.channel, year=invoice.year, reference=given.reference, issued_on=given.issued_on,
        first_day=invoice.first_day, last_day=invoice.last_day, buyer_siret=invoice.buyer_siret,
        engagement=invoice.engagement, service=invoice.service, accounts=0, corrects=invoice,
        reason=given.words[:_MOST_WORDS] or f"Avoir {given.reference} du titulaire",
        net=given.net, tax=given.tax, total=given.total,
    )  # fmt: skip
    try:
        takes = taken_back(made, lines, before, seller)
    except WrongCredit as error:
        raise Differs([*faults, error.sentence]) from error
    ours = billing.document(made, lines, seller, takes)
    made.withheld = ours.withheld
    faults += of_deductions(given, ours) + of_sums(given, ours)
    if faults:
        raise Differs(faults)
    save(made, lines, files, takes)
    return made


def _corrected(market: Market, given: Given) -> Invoice:
    """The invoice that a file corrects, locked: credits of one wait for one another. Raises Differs."""
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("market", "member", "order")
    found = rows.filter(market=market, reference=given.preceding, kind=InvoiceKind.INVOICE).first()
    if found is None and given.preceding:
        said = f"Il corrige la facture {given.preceding}{NBSP}: aucune facture de ce numéro n’est émise ni reprise ici."
        raise Differs([said])
    if found is None:
        raise Differs(["Cet avoir ne dit pas quelle facture il corrige (BT-25)."])
    return found


def _of_invoice(given: Given, invoice: Invoice, seller: Seller) -> list[str]:
    """What differs of the parties, which are those of the invoice, and of the day; a sentence each."""
    by = Party(name=seller.name, siret=seller.siret)
    faults = of_parties(given, by, Party(name=invoice.member.name, siret=invoice.buyer_siret))
    if given.issued_on is not None and given.issued_on < invoice.issued_on:
        faults.append(
            f"Il est daté du {day_month_year(given.issued_on)}, avant la facture qu’il corrige, du "
            f"{day_month_year(invoice.issued_on)}."
        )
    return faults


def _matched(asked: Sequence[GivenLine], invoice: Invoice) -> tuple[list[Drawn], list[str]]:
    """Each line that is given back, as a line of the invoice of which so many are left; and what is none, in words."""
    left, known = left_of(invoice), list(invoice.lines.order_by("position"))
    found, faults = [], []
    for one in asked:
        line = next((each for each in known if _gives_back(one, each, left[each.position])), None)
        if line is None:
            where = f"École {one.uai}" if one.uai else "Lignes sans école"
            faults.append(
                f"{where}{NBSP}: il rend {counted(int(one.quantity), 'unité')} pour {euros(one.amount)} HT. La facture "
                f"{invoice.reference} n’a pas cette ligne, ou il n’en reste pas autant à rendre."
            )
            continue
        count = int(one.quantity)
        found.append(billing.taken(line, count, line.quantity - left[line.position]))
        left[line.position] -= count
    return found, faults


def _gives_back(one: GivenLine, line: InvoiceLine, left: int) -> bool:
    if one.uai != line.uai or one.vat != line.vat_rate or not 0 < one.quantity <= left:
        return False
    if one.quantity != int(one.quantity):
        return False
    return billing.taken(line, int(one.quantity), line.quantity - left).ht == one.amount
