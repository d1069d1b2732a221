"""Reads an invoice of the contractor's own software, in a child of the sandbox: Factur-X or its XML, held to the
standard, term by term."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree
from stdnum import luhn

from eprimo.foundation.printing.confined.invoices import parsed, xml_of
from eprimo.foundation.printing.en16931 import load, verdicts
from eprimo.steering.orders.invoice.payload import Given, GivenAllowance, GivenLine, GivenParty, Opened

load()
_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
_UAI = re.compile(r"\b(\d{7}[A-Z])\b")
_NAMES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": _RAM,
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
_MOST_BREACHES = 12
# Also those of a VAT number that stands as another identifier.
_FIGURES = re.compile(r"(?:(?<![0-9])|(?<=FR[0-9]{2}))(?:[0-9]{14}|[0-9]{9})(?![0-9])")
_SIRET = 14
_BETWEEN = re.compile(r"[\s.-]+")
_VAT = "VA"
# What names no company of France: DUNS, addresses of mail.
_NO_SIREN = frozenset({"0060", "EM"})
# Direct debits, of UNTDID 4461.
_DEBITS = frozenset({"49", "59"})


def opened(content: bytes) -> Opened:
    """Read a file: what it breaks of the standard, or what it says. Raises Refused by a Flaw."""
    xml = xml_of(content)
    tree = parsed(xml)
    refusing, warning = verdicts(tree, _MOST_BREACHES)
    if refusing:
        return Opened(xml, None, tuple(warning), tuple(refusing))
    return Opened(xml, read(tree), tuple(warning))


def read(tree: etree._Element) -> Given:
    """The terms of a file that keeps the standard."""
    agreement, settlement = "//ram:ApplicableHeaderTradeAgreement", "//ram:ApplicableHeaderTradeSettlement"
    sums = f"{settlement}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
    bought = _text(tree, f"{agreement}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID")
    beside = _texts(tree, f"{agreement}/ram:AdditionalReferencedDocument/ram:IssuerAssignedID")
    return Given(
        reference=_text(tree, "//rsm:ExchangedDocument/ram:ID"),
        kind=_text(tree, "//rsm:ExchangedDocument/ram:TypeCode"),
        issued_on=_day(tree, "//rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString"),
        due_on=_day(
            tree, f"{settlement}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"
        ),
        seller=_party(tree, f"{agreement}/ram:SellerTradeParty"),
        buyer=_party(tree, f"{agreement}/ram:BuyerTradeParty"),
        orders=frozenset({bought, *beside} - {""}),
        engagement=bought if beside else "",
        service=_text(tree, f"{agreement}/ram:BuyerReference"),
        first_day=_day(tree, f"{settlement}/ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString"),
        last_day=_day(tree, f"{settlement}/ram:BillingSpecifiedPeriod/ram:EndDateTime/udt:DateTimeString"),
        net=_amount(_text(tree, f"{sums}/ram:TaxBasisTotalAmount")),
        tax=_amount(_text(tree, f"{sums}/ram:TaxTotalAmount[not(@currencyID) or @currencyID='EUR']")),
        total=_amount(_text(tree, f"{sums}/ram:GrandTotalAmount")),
        due=_amount(_text(tree, f"{sums}/ram:DuePayableAmount")),
        accounts=_accounts(tree, f"{settlement}/ram:SpecifiedTradeSettlementPaymentMeans"),
        payee=_named(tree, f"{settlement}/ram:PayeeTradeParty"),
        representative=_named(tree, f"{agreement}/ram:SellerTaxRepresentativeTradeParty"),
        is_debited=_is_debited(tree, settlement),
        currency=_text(tree, f"{settlement}/ram:InvoiceCurrencyCode"),
        preceding=_text(tree, f"{settlement}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID"),
        words=" ".join(
            _texts(tree, "//rsm:ExchangedDocument/ram:IncludedNote[not(ram:SubjectCode)]/ram:Content")
        ),
        allowances=[
            _allowance(one)
            for one in tree.xpath(f"{settlement}/ram:SpecifiedTradeAllowanceCharge", namespaces=_NAMES)
            if _text(one, "./ram:ChargeIndicator/udt:Indicator") == "false"
        ],
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


def _allowance(one: etree._Element) -> GivenAllowance:
    return GivenAllowance(
        amount=_amount(_text(one, "./ram:ActualAmount")) or Decimal(0),
        vat=_amount(_text(one, "./ram:CategoryTradeTax/ram:RateApplicablePercent")) or Decimal(0),
        reason=_text(one, "./ram:Reason"),
    )


def _text(tree: etree._Element, path: str) -> str:
    return next(iter(_texts(tree, path)), "")


def _texts(tree: etree._Element, path: str) -> list[str]:
    """The whole text of each node: a value may stand in several pieces."""
    return [str(one.xpath("string()")).strip() for one in tree.xpath(path, namespaces=_NAMES)]


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
    """Every account that it may be paid to (BT-84), without spaces."""
    place = f"{means}/ram:PayeePartyCreditorFinancialAccount"
    found = _texts(tree, f"{place}/ram:IBANID | {place}/ram:ProprietaryID")
    return frozenset("".join(one.split()).upper() for one in found)


def _named(tree: etree._Element, party: str) -> str:
    """The name of a party that is there, whatever it says; empty: there is none."""
    if not tree.xpath(party, namespaces=_NAMES):
        return ""
    return _text(tree, f"{party}/ram:Name") or "sans nom"


def _is_debited(tree: etree._Element, settlement: str) -> bool:
    """Whether it names a mandate (BT-89), a creditor's identifier (BT-90), an account to debit (BT-91), or a means that
    says so."""
    means = f"{settlement}/ram:SpecifiedTradeSettlementPaymentMeans"
    said = _texts(
        tree,
        f"{settlement}/ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID | {settlement}/ram:CreditorReferenceID"
        f" | {means}/ram:PayerPartyDebtorFinancialAccount",
    )
    return bool(said) or not _DEBITS.isdisjoint(_texts(tree, f"{means}/ram:TypeCode"))


def _party(tree: etree._Element, party: str) -> GivenParty:
    """The identifiers of a party. Fourteen figures are a SIRET, nine a SIREN, wherever the party says them."""
    sirens, sirets, vats = set(), set(), set()
    path = f"{party}//ram:GlobalID | {party}//ram:ID | {party}//ram:URIID"
    for one in tree.xpath(path, namespaces=_NAMES):
        said, scheme = _BETWEEN.sub("", str(one.xpath("string()"))).upper(), one.get("schemeID", "")
        if scheme == _VAT:
            vats.add(said)
        elif scheme not in _NO_SIREN:
            for figures in _FIGURES.findall(said):
                if len(figures) == _SIRET:
                    sirets.add(figures)
                elif not _is_free(one, scheme) or luhn.is_valid(figures):
                    sirens.add(figures)
    return GivenParty(frozenset(sirens | {one[:9] for one in sirets}), frozenset(sirets), frozenset(vats))


def _is_free(one: etree._Element, scheme: str) -> bool:
    """Whether an identifier has no scheme (BT-29, BT-46): also « 411000123 », a customer in the books of the seller."""
    return not scheme and str(one.getparent().tag).endswith("TradeParty")
