"""What breaks the rules that each category of VAT has in the standard (BR-S-01 to BR-B-02), said in French."""

import re
from decimal import Decimal

from lxml import etree

from eprimo.foundation.printing.amount_verdicts import amount_words, amounts, of_rate
from eprimo.foundation.printing.elements_fr import local
from eprimo.foundation.printing.terms_fr import CATEGORIES, term

_NBSP = "\N{NO-BREAK SPACE}"
_RULE = re.compile(r"BR-(?P<category>[A-Z]{1,2})-(?P<number>\d{2})")
_RATED = frozenset({"S", "AF", "AG", "IG", "IP"})
_SELLER = "le numéro de TVA du vendeur (BT-31) ou son autre numéro fiscal (BT-32)"
_NUMBERS = {
    "AE": f"{_SELLER}, et le numéro de TVA (BT-48) ou le SIREN (BT-47) de l’acheteur",
    "IC": "les numéros de TVA du vendeur (BT-31) et de l’acheteur (BT-48)",
    "G": "le numéro de TVA du vendeur (BT-31)",
}  # fmt: skip
# Of a line, an allowance, a charge: the numbers for VAT of both parties.
_NUMBERED = frozenset({2, 3, 4})
_RATES = {5: "de la ligne (BT-152)", 6: "de la remise (BT-96)", 7: "du frais (BT-103)"}
_BASE, _TAX = 8, 9


def category_words(rule: str, node: etree._Element) -> str:
    """A sentence without its place; empty for a rule of something else."""
    found = _RULE.fullmatch(rule)
    if found is None or found["category"] not in CATEGORIES:
        return ""
    category, number = found["category"], int(found["number"])
    name = CATEGORIES[category]
    if number in _NUMBERED:
        return _numbers(category, name)
    if number in _RATES:
        return _rate(category, name, _RATES[number], node)
    tax = node if local(node) == "ApplicableTradeTax" else node.getparent()
    if number == _BASE:
        return f"pour la catégorie {name}, {_base(tax)}"
    if number == _TAX:
        return _tax(category, name, tax)
    reason = f"{'n’a pas' if category in _RATED else 'veut'} un motif d’exonération (BT-120 ou BT-121)"
    said = {
        1: f"une ligne est de la catégorie {name}, et le récapitulatif de TVA (BG-23) ne l’a pas, ou l’a deux fois",
        10: f"la catégorie {name} {reason}",
        11: f"la catégorie {name} ne va avec aucune autre, ou veut un lieu ou une date de livraison",
        12: f"la catégorie {name} ne va pas avec des lignes d’une autre, ou veut le pays de livraison (BT-80)",
        13: f"la catégorie {name} ne va pas avec des remises d’une autre",
        14: f"la catégorie {name} ne va pas avec des frais d’une autre",
    }  # fmt: skip
    return said.get(number, f"la catégorie {name} n’est pas employée comme la norme le veut")


def _numbers(category: str, name: str) -> str:
    if category == "O":
        return f"la catégorie {name} n’a pas de numéro de TVA, et il y en a un (BT-31, BT-48 ou BT-63)"
    return f"pour la catégorie {name}, il manque {_NUMBERS.get(category, _SELLER)}"


def _rate(category: str, name: str, whose: str, node: etree._Element) -> str:
    tax = node if len(node) else node.getparent()
    found = [] if tax is None else amounts(tax, "./ram:RateApplicablePercent")
    if category == "O":
        return f"dans la catégorie {name}, le taux {whose} ne se dit pas"
    said = f"est de {amount_words(found[0])}{_NBSP}%" if found else "n’est pas dit"
    wanted = "plus de zéro" if category in _RATED else "zéro"
    return f"dans la catégorie {name}, le taux {whose} {said}{_NBSP}; attendu{_NBSP}: {wanted}"


def _base(tax: etree._Element | None) -> str:
    """The base of a rate beside the sum of what has this category and this rate."""
    made_of = "la somme de ses lignes, remises ôtées, frais ajoutés"
    if tax is None:
        return f"{term('BT-116')} n’est pas {made_of}"
    found = amounts(tax, "./ram:BasisAmount")
    code = str(tax.xpath("string(*[local-name()='CategoryCode'])")).strip()
    rate = amounts(tax, "./ram:RateApplicablePercent")[:1]
    wanted = Decimal(0)
    for other, amount in _parts(tax):
        same = str(other.xpath("string(*[local-name()='CategoryCode'])")).strip() == code
        if same and amounts(other, "./ram:RateApplicablePercent")[:1] == rate:
            wanted += amount
    said = f"est de {amount_words(found[0])}" if found else "n’est pas dite"
    return f"{term('BT-116')} {said}{_NBSP}; attendu{_NBSP}: {amount_words(wanted)} ({made_of})"


def _parts(tax: etree._Element) -> list[tuple[etree._Element, Decimal]]:
    """The VAT of each line, allowance and charge of the whole, with what it adds to a base."""
    found = []
    for line in tax.xpath("//*[local-name()='SpecifiedLineTradeSettlement']"):
        sums = amounts(line, "./ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount")
        found += [(one, sum(sums, Decimal(0))) for one in line if local(one) == "ApplicableTradeTax"]
    for each in tax.xpath(
        "//*[local-name()='ApplicableHeaderTradeSettlement']/*[local-name()='SpecifiedTradeAllowanceCharge']"
    ):
        sign = (
            1 if str(each.xpath("string(*[local-name()='ChargeIndicator'])")).strip() in {"true", "1"} else -1
        )
        sums = amounts(each, "./ram:ActualAmount")
        found += [(one, sign * sum(sums, Decimal(0))) for one in each if local(one) == "CategoryTradeTax"]
    return found


def _tax(category: str, name: str, tax: etree._Element | None) -> str:
    if tax is None:
        return f"pour la catégorie {name}, {term('BT-117')} n’est pas la base multipliée par le taux"
    if category in _RATED:
        return of_rate(tax)
    found = amounts(tax, "./ram:CalculatedAmount")
    said = f"est de {amount_words(found[0])}" if found else "n’est pas dite"
    return f"pour la catégorie {name}, {term('BT-117')} {said}{_NBSP}; attendu{_NBSP}: 0"
