"""An invoice that the contractor made itself, read from its Factur-X and compared with the order, term by term."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from eprimo.foundation.documents import invoicing
from eprimo.foundation.documents.facturx import Flaw
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.addressee import addressee_of
from eprimo.steering.orders.billing import Drawn
from eprimo.steering.orders.invoices_errors import NBSP
from eprimo.steering.orders.models import Order
from eprimo.steering.prices.actions import is_training
from eprimo.ui.french import counted, day_month_year, euros

_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
_UAI = re.compile(r"\b(\d{7}[A-Z])\b")
_NAMES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": _RAM,
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
FLAWS = {
    Flaw.PDF: f"Ce PDF est abîmé{NBSP}: on ne peut pas le lire.",
    Flaw.HUGE: f"Le fichier que ce PDF contient est démesuré{NBSP}: une facture tient en quelques pages.",
    Flaw.MANY_FILES: f"Ce PDF contient trop de fichiers{NBSP}: joignez-lui factur-x.xml, et peu d’autres.",
    Flaw.NO_FILE: f"Ce PDF ne contient pas de fichier factur-x.xml{NBSP}: ce n’est pas une Factur-X.",
    Flaw.XML: "Ce fichier n’est ni un PDF, ni du XML que l’on peut lire.",
    Flaw.NOT_INVOICE: "Ce fichier XML n’est pas une facture au format Factur-X (CII).",
}


@dataclass(frozen=True, slots=True)
class GivenLine:
    uai: str
    name: str
    quantity: Decimal
    amount: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Given:
    """What a file says, as far as it is compared. Nothing said: empty, None."""

    reference: str
    kind: str
    issued_on: date | None
    due_on: date | None
    seller_siren: str
    buyer_siret: str
    orders: frozenset[str]
    engagement: str
    service: str
    first_day: date | None
    last_day: date | None
    net: Decimal | None
    tax: Decimal | None
    total: Decimal | None
    due: Decimal | None = None
    accounts: frozenset[str] = frozenset()
    lines: Sequence[GivenLine] = field(default=())


def read(tree: etree._Element) -> Given:
    """The terms of a file that keeps the standard."""
    agreement, settlement = "//ram:ApplicableHeaderTradeAgreement", "//ram:ApplicableHeaderTradeSettlement"
    sums = f"{settlement}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
    bought = _text(tree, f"{agreement}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID")
    beside = tree.xpath(
        f"{agreement}/ram:AdditionalReferencedDocument/ram:IssuerAssignedID/text()", namespaces=_NAMES
    )
    return Given(
        reference=_text(tree, "//rsm:ExchangedDocument/ram:ID"),
        kind=_text(tree, "//rsm:ExchangedDocument/ram:TypeCode"),
        issued_on=_day(tree, "//rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString"),
        due_on=_day(
            tree, f"{settlement}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"
        ),
        seller_siren=_siren(tree, f"{agreement}/ram:SellerTradeParty"),
        buyer_siret=_siret(tree, f"{agreement}/ram:BuyerTradeParty"),
        orders=frozenset({bought.strip(), *(one.strip() for one in beside)} - {""}),
        engagement=bought.strip() if beside else "",
        service=_text(tree, f"{agreement}/ram:BuyerReference"),
        first_day=_day(tree, f"{settlement}/ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString"),
        last_day=_day(tree, f"{settlement}/ram:BillingSpecifiedPeriod/ram:EndDateTime/udt:DateTimeString"),
        net=_amount(_text(tree, f"{sums}/ram:TaxBasisTotalAmount")),
        tax=_amount(_text(tree, f"{sums}/ram:TaxTotalAmount")),
        total=_amount(_text(tree, f"{sums}/ram:GrandTotalAmount")),
        due=_amount(_text(tree, f"{sums}/ram:DuePayableAmount")),
        accounts=_accounts(tree, f"{settlement}/ram:SpecifiedTradeSettlementPaymentMeans"),
        lines=[_line(one) for one in tree.iter(f"{{{_RAM}}}IncludedSupplyChainTradeLineItem")],
    )


def differences(given: Given, order: Order, lines: Sequence[Drawn], ours: invoicing.Invoice) -> list[str]:
    """What a file says otherwise than the order, a sentence each; empty: it is its invoice. `ours` is the one that
    would be issued here."""
    days = (ours.first_day, ours.last_day)
    to, faults = addressee_of(order.member, clock.now()), []
    if given.buyer_siret != to.siret:
        faults.append(
            f"Elle est adressée au SIRET {given.buyer_siret or 'non dit'}{NBSP}: chaque membre reçoit ses factures, "
            f"celui-ci a le SIRET {to.siret} (article 7.1)."
        )
    if given.seller_siren != ours.seller.siren:
        faults.append(f"Elle n’est pas du titulaire{NBSP}: son SIREN est {given.seller_siren or 'non dit'}.")
    if order.reference not in given.orders:
        said = ", ".join(sorted(given.orders)) or "aucun"
        faults.append(f"Le bon de commande est {order.reference}{NBSP}; elle dit{NBSP}: {said}.")
    if (given.first_day, given.last_day) != days:
        faults.append(
            f"La période va du {day_month_year(days[0])} au {day_month_year(days[1])}{NBSP}; elle dit{NBSP}: "
            f"{_said(given.first_day)} – {_said(given.last_day)}."
        )
    return faults + _of_account(given, ours) + _of_lines(given, lines) + _of_sums(given, ours)


def _of_account(given: Given, ours: invoicing.Invoice) -> list[str]:
    """Where it is to be paid. It may leave it to the contract, never say another account."""
    others = sorted(given.accounts - {ours.seller.iban})
    if not others:
        return []
    if not ours.seller.iban:
        why = "dites-le d’abord dans ce que vos factures portent."
    else:
        why = "ce n’est pas l’IBAN du titulaire, celui que ses factures portent."
    return [f"Elle se paie sur le compte {others[0]}{NBSP}: {why}"]


def _of_lines(given: Given, lines: Sequence[Drawn]) -> list[str]:
    faults: list[str] = []
    for uai in sorted({one.uai for one in lines} | {one.uai for one in given.lines}):
        mine = [one for one in lines if one.uai == uai]
        theirs = [one for one in given.lines if one.uai == uai]
        where = f"École {uai}" if uai else "Lignes sans école"
        wanted = sorted(Decimal(one.quantity) for one in mine)
        found = sorted(one.quantity for one in theirs)
        if wanted != found:
            faults.append(
                f"{where}{NBSP}: la commande compte {_list(wanted)}, la facture {_list(found)} (comptes et unités)."
            )
        elif sum(one.unit_ht * one.quantity for one in mine) != sum(one.amount for one in theirs):
            owed = sum((one.unit_ht * one.quantity for one in mine), Decimal(0))
            asked = sum((one.amount for one in theirs), Decimal(0))
            faults.append(f"{where}{NBSP}: {euros(owed)} HT commandés, {euros(asked)} facturés.")
        elif sorted((Decimal(one.quantity), one.document.amount) for one in mine) != sorted(
            (one.quantity, one.amount) for one in theirs
        ):
            faults.append(f"{where}{NBSP}: ligne à ligne, les montants ne sont pas ceux de la commande.")
        if {one.vat_rate for one in mine} != {one.vat for one in theirs} and mine and theirs:
            faults.append(f"{where}{NBSP}: le taux de TVA n’est pas celui du marché.")
    if trained := next((one.name for one in given.lines if is_training(one.name)), ""):
        faults.append(
            f"Une ligne dit «{NBSP}{trained}{NBSP}»{NBSP}: le rectorat prend la formation à sa charge (article 7.2), "
            "aucun membre n’en paie."
        )
    return faults


def _of_sums(given: Given, ours: invoicing.Invoice) -> list[str]:
    """Each sum as it would be issued here, to the cent."""
    return [
        f"{what} est de {euros(owed)}{NBSP}; elle demande {'rien' if asked is None else euros(asked)}."
        for what, owed, asked in (
            ("Le montant HT", ours.net, given.net),
            ("La TVA", ours.tax, given.tax),
            ("Le montant TTC", ours.total, given.total),
            ("Le net à payer", ours.total, given.due),
        )
        if owed != asked
    ]


def _list(numbers: Sequence[Decimal]) -> str:
    if not numbers:
        return "rien"
    if len(numbers) == 1:
        return counted(int(numbers[0]), "unité")
    return " + ".join(f"{one.normalize():f}" for one in numbers)


def _said(day: date | None) -> str:
    return "rien" if day is None else day_month_year(day)


def _line(line: etree._Element) -> GivenLine:
    said = " ".join(
        _text(line, path)
        for path in (
            ".//ram:IncludedNote/ram:Content", ".//ram:SpecifiedTradeProduct/ram:Name",
            ".//ram:SpecifiedTradeProduct/ram:Description",
        )
    )  # fmt: skip
    uai = _UAI.search(said)
    amount = _text(line, ".//ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount")
    return GivenLine(
        uai=uai[1] if uai else "",
        name=_text(line, ".//ram:SpecifiedTradeProduct/ram:Name"),
        quantity=_amount(_text(line, ".//ram:BilledQuantity")) or Decimal(0),
        amount=_amount(amount) or Decimal(0),
        vat=_amount(_text(line, ".//ram:ApplicableTradeTax/ram:RateApplicablePercent")) or Decimal(0),
    )


def _text(tree: etree._Element, path: str) -> str:
    found = tree.xpath(f"{path}/text()", namespaces=_NAMES)
    return str(found[0]).strip() if found else ""


def _day(tree: etree._Element, path: str) -> date | None:
    try:
        return datetime.strptime(_text(tree, path), "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _accounts(tree: etree._Element, means: str) -> frozenset[str]:
    """Every account it may be paid to (BT-84), without spaces."""
    place = f"{means}/ram:PayeePartyCreditorFinancialAccount"
    found = tree.xpath(f"{place}/ram:IBANID/text() | {place}/ram:ProprietaryID/text()", namespaces=_NAMES)
    return frozenset("".join(str(one).split()).upper() for one in found)


def _siret(tree: etree._Element, party: str) -> str:
    """Fourteen figures, wherever the party says them."""
    found = tree.xpath(f"{party}//ram:GlobalID/text() | {party}//ram:ID/text()", namespaces=_NAMES)
    figures = ["".join(str(one).split()) for one in found]
    return next((one for one in figures if len(one) == len("12345678901234") and one.isdigit()), "")


def _siren(tree: etree._Element, party: str) -> str:
    siret = _siret(tree, party)
    return siret[:9] or _text(tree, f"{party}/ram:SpecifiedLegalOrganization/ram:ID").replace(" ", "")
