"""The sums of an invoice as the standard computes them, beside what a file says (EN 16931, BR-CO-10 to BR-CO-17)."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from lxml import etree

from eprimo.foundation.printing.terms_fr import term

_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
_NAMES = {"ram": _RAM, "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"}
_SETTLED = "//ram:ApplicableHeaderTradeSettlement"
_SUMS = f"{_SETTLED}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
_LINES = "//ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
_ALLOWED = (
    f"{_SETTLED}/ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='%s']/ram:ActualAmount"
)
_NBSP = "\N{NO-BREAK SPACE}"
_CENT, _HUNDRED = Decimal("0.01"), Decimal(100)
# Of each rule: the term, where the file says it, and what it is made of, in words and in figures.
type _Rule = tuple[str, str, str, Callable[[Any], Decimal]]


def computed_words(rule: str, node: etree._Element) -> str:
    """« le total TTC (BT-112) est de 121,00 ; attendu : 120,00 (le total HT et la TVA) »; empty: of another kind."""
    if rule == "BR-CO-17":
        return of_rate(node)
    known = _RULES.get(rule)
    if known is None:
        return ""
    code, place, made_of, wanted = known
    found = amounts(node, place)
    expected = wanted(node)
    if found and found[0] == expected:
        # The sums agree, but not as the rule counts: in another currency, or said more than once.
        return (
            f"{term(code)}, {amount_words(expected)}, ne se recompte pas{_NBSP}: {made_of} doivent être dits chacun "
            "une fois, dans la monnaie de la facture (BT-5)"
        )
    said = f"est de {amount_words(found[0])}" if found else "n’est pas dit"
    return f"{term(code)} {said}{_NBSP}; attendu{_NBSP}: {amount_words(expected)} ({made_of})"


def of_rate(node: etree._Element) -> str:
    """« la TVA d’un taux (BT-117) est de 1,00 ; attendu : 85,80 (429,00 à 20,00 %) », of one rate of the summary."""
    base, rate, tax = (
        sum(amounts(node, f"./ram:{name}"), Decimal(0))
        for name in ("BasisAmount", "RateApplicablePercent", "CalculatedAmount")
    )
    wanted = (base * rate / _HUNDRED).quantize(_CENT, ROUND_HALF_UP)
    made_of = f"{amount_words(base)} à {amount_words(rate)}{_NBSP}%"
    return f"{term('BT-117')} est de {amount_words(tax)}{_NBSP}; attendu{_NBSP}: {amount_words(wanted)} ({made_of})"


def amounts(node: etree._Element, *places: str) -> list[Decimal]:
    """The numbers that stand at these places (XPath with `ram` and `udt`); what is no number is passed over."""
    found = []
    for place in places:
        for one in node.xpath(place, namespaces=_NAMES):
            try:
                found.append(Decimal(str(one.xpath("string()")).strip()))
            except InvalidOperation:
                continue
    return found


def _sum(*places: str, less: Sequence[str] = ()) -> Callable[[etree._Element], Decimal]:
    def wanted(node: etree._Element) -> Decimal:
        return sum(amounts(node, *places), Decimal(0)) - sum(amounts(node, *less), Decimal(0))

    return wanted


def amount_words(amount: Decimal) -> str:
    """« 1 234,50 »: no euro, as the file may be in another currency."""
    return f"{amount:,f}".replace(",", _NBSP).replace(".", ",")


_RULES: dict[str, _Rule] = {
    "BR-CO-10": ("BT-106", f"{_SUMS}/ram:LineTotalAmount", "les montants des lignes", _sum(_LINES)),
    "BR-CO-11": (
        "BT-107", f"{_SUMS}/ram:AllowanceTotalAmount", "les remises de pied", _sum(_ALLOWED % "false"),
    ),
    "BR-CO-12": ("BT-108", f"{_SUMS}/ram:ChargeTotalAmount", "les frais de pied", _sum(_ALLOWED % "true")),
    "BR-CO-13": (
        "BT-109", f"{_SUMS}/ram:TaxBasisTotalAmount", "les lignes, remises ôtées et frais ajoutés",
        _sum(f"{_SUMS}/ram:LineTotalAmount", f"{_SUMS}/ram:ChargeTotalAmount",
             less=[f"{_SUMS}/ram:AllowanceTotalAmount"]),
    ),
    "BR-CO-14": (
        "BT-110", f"{_SUMS}/ram:TaxTotalAmount", "les TVA de chaque taux",
        _sum(f"{_SETTLED}/ram:ApplicableTradeTax/ram:CalculatedAmount"),
    ),
    "BR-CO-15": (
        "BT-112", f"{_SUMS}/ram:GrandTotalAmount", "le total HT et la TVA",
        _sum(f"{_SUMS}/ram:TaxBasisTotalAmount", f"{_SUMS}/ram:TaxTotalAmount"),
    ),
    "BR-CO-16": (
        "BT-115", f"{_SUMS}/ram:DuePayableAmount", "le total TTC, montant déjà payé ôté et arrondi ajouté",
        _sum(f"{_SUMS}/ram:GrandTotalAmount", f"{_SUMS}/ram:RoundingAmount",
             less=[f"{_SUMS}/ram:TotalPrepaidAmount"]),
    ),
}  # fmt: skip
