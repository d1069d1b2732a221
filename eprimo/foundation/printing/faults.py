"""A fault of an invoice in a French sentence: where it is, what it is, the rule and the line of the file last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from lxml import etree

from eprimo.foundation.printing.elements_fr import local
from eprimo.foundation.printing.terms_fr import PLACES

_NBSP = "\N{NO-BREAK SPACE}"
_LINE = "IncludedSupplyChainTradeLineItem"
_LONGEST = 80
# So many lines of an invoice are named that have the same fault; more are counted.
_MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Fault:
    """`line`: the number of the line of the invoice, None outside of lines; `place`: where in it, or in the invoice;
    `rule`: its code, for who mends the software; `at`: the line of the file."""

    line: str | None
    place: str
    words: str
    rule: str = ""
    at: int | None = None

    @classmethod
    def of(cls, node: etree._Element, words: str, rule: str = "", at: int | None = None) -> Self:
        """What is wrong at that node, with the line of the invoice in which it stands."""
        line, place = place_of(node)
        return cls(line, place, words, rule, at or node.sourceline)


def place_of(node: etree._Element) -> tuple[str | None, str]:
    """(« 2 », « la TVA »): the number of the line, and the nearest element that has a name for readers."""
    near = ""
    for one in (node, *node.iterancestors()):
        name = local(one)
        if name == _LINE:
            said = one.xpath(
                "string(*[local-name()='AssociatedDocumentLineDocument']/*[local-name()='LineID'])"
            )
            # The summary of VAT stands once, outside of lines: in a line it is its own VAT.
            return str(said).strip()[:_LONGEST], near.replace("le récapitulatif de TVA", "la TVA")
        near = near or PLACES.get(name, "")
    return None, near or "la facture"


def merged(found: Iterable[Fault]) -> list[str]:
    """A sentence a fault, in order; several lines with the same fault have one."""
    same: dict[tuple[bool, str, str], list[Fault]] = {}
    for one in found:
        same.setdefault((one.line is None, one.place, one.words), []).append(one)
    return [_sentence(faults) for faults in same.values()]


def _sentence(same: Sequence[Fault]) -> str:
    first = same[0]
    rule = ", ".join(dict.fromkeys(one.rule for one in same if one.rule))
    at = f"ligne {first.at} du fichier" if first.at else ""
    code = ", ".join(one for one in (rule, at) if one)
    where = first.place if first.line is None else _lines([one.line or "" for one in same])
    if first.line is not None and first.place:
        where = f"{where}, {first.place}"
    return f"{where[:1].upper()}{where[1:]}{_NBSP}: {first.words}.{f' [{code}]' if code else ''}"


def _lines(numbers: Sequence[str]) -> str:
    """« ligne 2 », « lignes 1, 2 et 3 », « lignes 1, 2, 3, 4, 5, 6 et 54 autres »."""
    known = list(dict.fromkeys(numbers))
    if known == [""]:
        return "une ligne" if len(numbers) == 1 else "des lignes"
    if len(known) == 1:
        return f"ligne {known[0]}"
    shown = [one or "sans numéro" for one in known[:_MOST_LINES]]
    more = len(known) - len(shown)
    last = f"{more} {'autres' if more > 1 else 'autre'}" if more else shown.pop()
    return f"lignes {', '.join(shown)} et {last}"


def text_of(node: etree._Element) -> str:
    """What a node says, without its blanks."""
    return " ".join(str(node.xpath("string()")).split())
