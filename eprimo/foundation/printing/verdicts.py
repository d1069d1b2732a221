"""What an invoice breaks of the standard, said in French: where, what is found there, what is wanted. Pure: lxml alone.

The rules are written in English, in few forms. Each form has its sentence here, filled with what the file says; a test
asks all rules of the standard for theirs.
"""

import re

from lxml import etree

from eprimo.foundation.printing.amount_verdicts import computed_words
from eprimo.foundation.printing.elements_fr import attribute_words, element_words, local, wanted_words
from eprimo.foundation.printing.faults import Fault, text_of
from eprimo.foundation.printing.schematron import Breach
from eprimo.foundation.printing.terms_fr import TERMS, term
from eprimo.foundation.printing.vat_verdicts import category_words

_NBSP = "\N{NO-BREAK SPACE}"
_LONGEST = 80
_TERM = re.compile(r"\bB[TG]-\d+\b")
_COUNT = re.compile(
    r"Element(?: variant)? '(?P<what>.+)' (?:must occur exactly|may occur at maximum|must occur at least) "
    r"(?P<n>\d+) times"
)
_VALUE = re.compile(r"Value of '(?P<what>.+?)' is not allowed")
_WANTED = re.compile(r"Attribute '(?P<what>@\w+)' is required")
_UNUSED = re.compile(r"(?:Element(?: variant)?|Attribute) '?(?P<what>@?[\w:]+)")
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?")
_DAY = re.compile(r"\d{8}")
_DECIMALS = 2
_TAX_TOTAL = "TaxTotalAmount"
_PROFILE, _WANTED_PROFILE = "GuidelineSpecifiedDocumentContextParameter", "urn:cen.eu:en16931:2017"


def verdict(breach: Breach, node: etree._Element) -> Fault:
    """« Ligne 2 : il manque la quantité (BT-129). »; the rule comes last, for the publisher."""
    return Fault.of(node, _said(breach, node), breach.rule)


def _said(breach: Breach, node: etree._Element) -> str:
    words = breach.words
    for find, say in _FORMS:
        if (found := find.search(words)) is not None:
            return say(found, node)
    if words := computed_words(breach.rule, node):
        return words
    if breach.rule.startswith("BR-DEC"):
        [code] = _TERM.findall(breach.words)[:1] or [""]
        return f"{term(code)} a plus de deux décimales{_longest(node)}{_NBSP}: arrondissez au centime"
    if words := _OWN.get(breach.rule, ""):
        return f"{words}{_found(node) or _found_in(breach.rule, node)}"
    if words := category_words(breach.rule, node):
        return words
    return _missing(breach.words)


def _missing(words: str) -> str:
    """Rules that want a term: the codes that stand after « shall », or before it where they are its subject."""
    codes = dict.fromkeys(_TERM.findall(words))
    before, _, after = words.partition(" shall ")
    if after.startswith(("be provided", "be present", "NOT be")) or not _TERM.search(after):
        codes = dict.fromkeys(_TERM.findall(before)) or codes
        wanted = list(codes)[:1]
    else:
        asked = after.split(", if ")[0].split(", except")[0]
        wanted = list(dict.fromkeys(_TERM.findall(asked))) or list(codes)[:1]
    named = " ou ".join(term(code) for code in wanted)
    return f"il manque {named}" if named else "quelque chose que la norme demande n’y est pas"


# --- What must be there, so many times ----------------------------------------------------------------------------


def _counted(found: re.Match[str], node: etree._Element) -> str:
    what, wanted = found["what"], int(found["n"])
    there = len(_children(node, what))
    name = _named(what, node)
    if not there and wanted == 1:
        return f"il manque {name}, qui est obligatoire"
    if there < wanted:
        return f"il manque {name}{_NBSP}; il en faut {wanted}, il y en a {there}"
    return f"{name} y est {there} fois{_NBSP}; il en faut {wanted} au plus"


def _valued(found: re.Match[str], node: etree._Element) -> str:
    """A value that is on no list: what is found, and what an invoice of this market says there."""
    what = found["what"]
    value = node.get(what[1:], "") if what.startswith("@") else text_of(node)
    parent = local(node.getparent())
    if parent == _PROFILE:
        return (
            f"la valeur «{_NBSP}{value[:_LONGEST]}{_NBSP}» est celle d’un autre profil{_NBSP}: demandez EN 16931, "
            f"«{_NBSP}{_WANTED_PROFILE}{_NBSP}»"
        )
    if what.startswith("@"):
        name, wanted = attribute_words(what[1:]), wanted_words(what[1:], local(node), parent)
    else:
        name, wanted = element_words(local(node), parent), wanted_words(local(node), parent)
    said = (
        f"dit «{_NBSP}{value[:_LONGEST]}{_NBSP}», qui n’est pas dans la liste de la norme"
        if value
        else "ne dit rien"
    )
    return f"{name} {said}{wanted}"


def _attribute(found: re.Match[str], node: etree._Element) -> str:
    name, parent = local(node), local(node.getparent())
    wanted = wanted_words(found["what"][1:], name, parent)
    return f"{element_words(name, parent)} veut {attribute_words(found['what'][1:])}, qui n’y est pas{wanted}"


def _unused(found: re.Match[str], node: etree._Element) -> str:
    what = found["what"]
    if local(node) == _TAX_TOTAL and (said := _other_currency(node)):
        return said
    value = node.get(what[1:], "") if what.startswith("@") else ""
    said = f" (trouvé{_NBSP}: «{_NBSP}{value[:_LONGEST]}{_NBSP}»)" if value else _found(node)
    return f"{_named(what, node.getparent())} ne s’emploie pas à cette place{said}{_NBSP}: votre logiciel doit l’ôter"


def _other_currency(node: etree._Element) -> str:
    """A total of VAT that is in another currency than the invoice; empty: it is in the same."""
    wanted = str(node.xpath("string(//*[local-name()='InvoiceCurrencyCode'])")).strip()
    found = node.get("currencyID", "")
    if not wanted or found == wanted:
        return ""
    return (
        f"{term('BT-110')} est en «{_NBSP}{found[:_LONGEST]}{_NBSP}», et la facture en "
        f"«{_NBSP}{wanted[:_LONGEST]}{_NBSP}» (BT-5){_NBSP}: les deux se disent dans la même monnaie"
    )


_FORMS = (
    (_COUNT, _counted), (_VALUE, _valued), (_WANTED, _attribute),
    (re.compile(f"{_UNUSED.pattern}.*marked as not used"), _unused),
)  # fmt: skip


def _children(node: etree._Element, what: str) -> list[etree._Element]:
    """Those of that name: the variant apart, which is told by its own rule."""
    name = _local(what)
    return [one for one in node if local(one) == name]


def _local(what: str) -> str:
    return re.sub(r"[\[@].*", "", what).rpartition(":")[2]


def _named(what: str, parent: etree._Element | None) -> str:
    """« le net à payer (DuePayableAmount) », of an element that stands in that parent, or of an attribute."""
    return attribute_words(what[1:]) if what.startswith("@") else element_words(_local(what), local(parent))


# --- What is found --------------------------------------------------------------------------------------


def _found(node: etree._Element) -> str:
    """« (trouvé : 12,345) », of an element that says one value."""
    value = text_of(node) if not len(node) else ""
    return f" (trouvé{_NBSP}: «{_NBSP}{value[:_LONGEST]}{_NBSP}»)" if value else ""


def _longest(node: etree._Element) -> str:
    """« (trouvé : 514,8001) »: the amounts of this node that have more than two decimals."""
    leaves = (text_of(one) for one in node.iter() if isinstance(one.tag, str) and not len(one))
    found = [one for one in leaves if len(one.partition(".")[2]) > _DECIMALS and _NUMBER.fullmatch(one)]
    return f" (trouvé{_NBSP}: {', '.join(one.replace('.', ',') for one in found[:3])})" if found else ""


def _found_in(rule: str, node: etree._Element) -> str:
    """The values within a node that these rules are about: negative prices, days of a period in their order."""
    leaves = [text_of(one) for one in node.iter() if isinstance(one.tag, str) and not len(one)]
    values = {
        "negative": [one for one in leaves if one.startswith("-")],
        "days": [one for one in leaves if _DAY.fullmatch(one)],
    }[_SHOWN[rule]] if rule in _SHOWN else []  # fmt: skip
    said = ", ".join(f"«{_NBSP}{one[:_LONGEST]}{_NBSP}»" for one in values[:2])
    return f" (trouvé{_NBSP}: {said})" if said else ""


_SHOWN = {"BR-27": "negative", "BR-28": "negative", "BR-29": "days", "BR-30": "days"}
_OWN = {
    "BR-27": f"{TERMS['BT-146']} (BT-146) est négatif{_NBSP}: il ne l’est jamais",
    "BR-28": (f"{TERMS['BT-148']} (BT-148) est négatif{_NBSP}: il ne l’est jamais"),
    "BR-29": "la période facturée finit (BT-74) avant de commencer (BT-73)",
    "BR-30": "la période de la ligne finit (BT-135) avant de commencer (BT-134)",
    "BR-51": "un numéro de carte entier y est (BT-87)\N{NO-BREAK SPACE}: ses quatre à six derniers chiffres suffisent",
    "BR-54": "un attribut de l’article veut un nom (BT-160) et une valeur (BT-161)",
    "BR-62": "l’adresse électronique du vendeur (BT-34) ne dit pas de quelle sorte elle est (schemeID)",
    "BR-63": "l’adresse électronique de l’acheteur (BT-49) ne dit pas de quelle sorte elle est (schemeID)",
    "BR-64": "l’identifiant standard de l’article (BT-157) ne dit pas de quelle sorte il est (schemeID)",
    "BR-65": "le classement de l’article (BT-158) ne dit pas de quelle liste il est (listID)",
    "BR-B-01": "le paiement scindé (B) est propre aux factures italiennes",
    "BR-B-02": "le paiement scindé (B) et le taux normal (S) ne vont pas ensemble",
    "BR-CO-03": "la date (BT-7) et le code (BT-8) d’exigibilité de la TVA y sont tous deux\N{NO-BREAK SPACE}: un seul",
    "BR-CO-05": "le code (BT-98) et le motif (BT-97) d’une remise de pied ne disent pas la même chose",
    "BR-CO-06": "le code (BT-105) et le motif (BT-104) d’un frais de pied ne disent pas la même chose",
    "BR-CO-07": "le code (BT-140) et le motif (BT-139) d’une remise de ligne ne disent pas la même chose",
    "BR-CO-08": "le code (BT-145) et le motif (BT-144) d’un frais de ligne ne disent pas la même chose",
    "BR-CO-09": "un numéro de TVA ne commence pas par les deux lettres de son pays, FR pour la France",
    "CII-SR-463": "une remise ou un frais ne dit pas lequel des deux il est (ChargeIndicator)",
    "CII-SR-464": "le BIC (BT-86) y est plusieurs fois\N{NO-BREAK SPACE}: un seul",
    "CII-SR-465": "le contact du vendeur (BT-41) y est plusieurs fois\N{NO-BREAK SPACE}: un seul",
    "CII-SR-466": "le contact de l’acheteur (BT-56) y est plusieurs fois\N{NO-BREAK SPACE}: un seul",
    "CII-SR-467": "les moyens de paiement (BT-81) ne sont pas tous le même",
    "CII-SR-468": "les libellés des moyens de paiement (BT-82) ne sont pas tous le même",
    "CII-SR-469": "la référence du paiement (BT-83) y est plusieurs fois\N{NO-BREAK SPACE}: une seule",
    "CII-SR-470": "le compte (BT-84) se dit par un IBAN ou par un autre numéro, pas les deux",
    "CII-SR-471": "une remise ou un frais n’a pas de catégorie de TVA (BT-95, BT-102)",
    "CII-SR-472": "une remise ou un frais n’a pas de taux de TVA (BT-96, BT-103)",
    "CII-SR-473": "le montant d’une remise ou d’un frais y est plusieurs fois\N{NO-BREAK SPACE}: un seul",
    "CII-SR-474": "l’objet facturé de la ligne (BT-128) y est plusieurs fois\N{NO-BREAK SPACE}: un seul",
    "CII-SR-475": "la description d’une pièce jointe (BT-123) y est plusieurs fois\N{NO-BREAK SPACE}: une seule",
    "CII-SR-476": "le fichier d’une pièce jointe (BT-125) y est plusieurs fois\N{NO-BREAK SPACE}: un seul",
    "PEPPOL-EN16931-R008": "un élément est vide\N{NO-BREAK SPACE}: il dit quelque chose, ou il n’est pas là",
}
