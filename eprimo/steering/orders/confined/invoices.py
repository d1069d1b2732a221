"""An invoice of the contractor's own software, opened: Factur-X or its XML, held to the standard, read term by term."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from eprimo.foundation.documents.confined.invoices import parsed, xml_of
from eprimo.foundation.documents.en16931 import NotEn16931, check, load
from eprimo.foundation.sandbox.refused import Refused
from eprimo.steering.orders.given import STANDARD, Given, GivenLine, Opened

load()
_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
_UAI = re.compile(r"\b(\d{7}[A-Z])\b")
_NAMES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": _RAM,
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
_MOST_BREACHES = 5


def opened(content: bytes) -> Opened:
    """Raises Refused by a Flaw, or by STANDARD with the rules that it breaks."""
    xml = xml_of(content)
    tree = parsed(xml)
    try:
        warned = check(tree)
    except NotEn16931 as error:
        rules = dict.fromkeys(one.rule or "?" for one in error.breaches[:_MOST_BREACHES])
        raise Refused(STANDARD, ", ".join(rules)) from error
    return Opened(xml, read(tree), tuple(dict.fromkeys(one.rule for one in warned)))


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
        tax=_amount(_text(tree, f"{sums}/ram:TaxTotalAmount[not(@currencyID) or @currencyID='EUR']")),
        total=_amount(_text(tree, f"{sums}/ram:GrandTotalAmount")),
        due=_amount(_text(tree, f"{sums}/ram:DuePayableAmount")),
        accounts=_accounts(tree, f"{settlement}/ram:SpecifiedTradeSettlementPaymentMeans"),
        currency=_text(tree, f"{settlement}/ram:InvoiceCurrencyCode"),
        preceding=_text(tree, f"{settlement}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID"),
        words=" ".join(
            str(one).strip()
            for one in tree.xpath(
                "//rsm:ExchangedDocument/ram:IncludedNote[not(ram:SubjectCode)]/ram:Content/text()",
                namespaces=_NAMES,
            )
        ),
        lines=[_line(one) for one in tree.iter(f"{{{_RAM}}}IncludedSupplyChainTradeLineItem")],
    )


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
