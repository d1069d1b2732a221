"""What an invoice breaks of the standard, said in French: where, what is found there, what is wanted. Pure: lxml alone.

The rules are written in English, in few forms. Each form has its sentence here, filled with what the file says; a test
asks all rules of the standard for theirs.
"""

import re
from collections.abc import Iterable

from lxml import etree

from eprimo.foundation.documents.computed import computed_words
from eprimo.foundation.documents.schematron import Breach
from eprimo.foundation.documents.terms_fr import CATEGORIES, PLACES, TERMS, term

_NBSP = "\N{NO-BREAK SPACE}"
_LONGEST = 80
# Letters of what the reader of XML says: it repeats names and values of the file.
_LONGEST_MESSAGE = 2000
_TERM = re.compile(r"\bB[TG]-\d+\b")
_COUNT = re.compile(
    r"Element(?: variant)? '(?P<what>.+)' (?:must occur exactly|may occur at maximum|must occur at least) "
    r"(?P<n>\d+) times"
)
_VALUE = re.compile(r"Value of '(?P<what>.+?)' is not allowed")
_WANTED = re.compile(r"Attribute '(?P<what>@\w+)' is required")
_UNUSED = re.compile(r"(?:Element(?: variant)?|Attribute) '?(?P<what>@?[\w:]+)")
_CATEGORY = re.compile(r"BR-(?P<category>[A-Z]{1,2})-(?P<number>\d{2})")
_LINE = "IncludedSupplyChainTradeLineItem"
_PROFILE, _WANTED_PROFILE = "GuidelineSpecifiedDocumentContextParameter", "urn:cen.eu:en16931:2017"


def verdict(breach: Breach, node: etree._Element) -> str:
    """One sentence: « Ligne 2 : il manque la quantité (BT-129). »; the rule comes last, for the publisher."""
    said = _said(breach, node)
    at = f", ligne {node.sourceline} du fichier" if node.sourceline else ""
    rule = f" [{breach.rule}{at}]" if breach.rule else f" [{at.removeprefix(', ')}]" if at else ""
    return f"{_where(node)}{_NBSP}: {said}.{rule}"


def _said(breach: Breach, node: etree._Element) -> str:
    words = breach.words
    for find, say in _FORMS:
        if (found := find.search(words)) is not None:
            return say(found, node)
    if words := computed_words(breach.rule, node):
        return words
    if breach.rule.startswith("BR-DEC"):
        [code] = _TERM.findall(breach.words)[:1] or [""]
        return f"{term(code)} a plus de deux décimales{_found(node)}{_NBSP}: arrondissez au centime"
    if words := _OWN.get(breach.rule, ""):
        return f"{words}{_found(node)}"
    if (found := _CATEGORY.fullmatch(breach.rule)) is not None and found["category"] in CATEGORIES:
        return _of_category(found["category"], int(found["number"]))
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


def _of_category(category: str, number: int) -> str:
    """The ten rules that each category of VAT has."""
    name = CATEGORIES[category]
    rated = category in {"S", "AF", "AG", "IG", "IP"}
    said = {
        1: f"une ligne est de la catégorie {name}, et le récapitulatif de TVA (BG-23) ne l’a pas, ou l’a deux fois",
        2: f"une ligne est de la catégorie {name}, et les numéros de TVA qu’elle veut ne sont pas là",
        3: f"une remise est de la catégorie {name}, et les numéros de TVA qu’elle veut ne sont pas là",
        4: f"un frais est de la catégorie {name}, et les numéros de TVA qu’elle veut ne sont pas là",
        5: _rate(name, "de la ligne (BT-152)", rated=rated, none=category == "O"),
        6: _rate(name, "de la remise (BT-96)", rated=rated, none=category == "O"),
        7: _rate(name, "du frais (BT-103)", rated=rated, none=category == "O"),
        8: f"pour la catégorie {name}, la base (BT-116) n’est pas la somme de ses lignes, remises ôtées, frais ajoutés",
        9: f"pour la catégorie {name}, la TVA (BT-117) n’est pas la base multipliée par le taux",
        10: f"la catégorie {name} {'n’a pas' if rated else 'veut'} un motif d’exonération (BT-120 ou BT-121)",
        11: f"la catégorie {name} ne va avec aucune autre, ou veut un lieu ou une date de livraison",
        12: f"la catégorie {name} ne va pas avec des lignes d’une autre, ou veut le pays de livraison (BT-80)",
        13: f"la catégorie {name} ne va pas avec des remises d’une autre",
        14: f"la catégorie {name} ne va pas avec des frais d’une autre",
    }  # fmt: skip
    return said.get(number, f"la catégorie {name} n’est pas employée comme la norme le veut")


def _rate(name: str, whose: str, *, rated: bool, none: bool) -> str:
    if none:
        return f"dans la catégorie {name}, le taux {whose} ne se dit pas"
    wanted = "supérieur à zéro" if rated else "de zéro"
    return f"dans la catégorie {name}, le taux {whose} doit être {wanted}"


# --- What must be there, so many times ----------------------------------------------------------------------------


def _counted(found: re.Match[str], node: etree._Element) -> str:
    what, wanted = found["what"], int(found["n"])
    there = len(_children(node, what))
    name = _element(what)
    if there < wanted:
        return f"il manque {name}{_NBSP}; il en faut {wanted}, il y en a {there}"
    return f"{name} y est {there} fois{_NBSP}; il en faut {wanted} au plus"


def _valued(found: re.Match[str], node: etree._Element) -> str:
    what = found["what"]
    value = node.get(what[1:], "") if what.startswith("@") else _text(node)
    said = f"la valeur «{_NBSP}{value[:_LONGEST]}{_NBSP}»" if value else "une valeur vide"
    parent = node.getparent()
    if parent is not None and etree.QName(parent).localname == _PROFILE:
        return (
            f"{said} est celle d’un autre profil{_NBSP}: demandez EN 16931, «{_NBSP}{_WANTED_PROFILE}{_NBSP}»"
        )
    return f"{said} de {_element(what)} n’est pas dans la liste de la norme"


def _attribute(found: re.Match[str], node: etree._Element) -> str:
    return f"{_element(etree.QName(node).localname)} veut l’attribut {found['what'][1:]}, qui n’y est pas"


def _unused(found: re.Match[str], node: etree._Element) -> str:
    what = found["what"]
    value = node.get(what[1:], "") if what.startswith("@") else ""
    said = f" (trouvé{_NBSP}: «{_NBSP}{value[:_LONGEST]}{_NBSP}»)" if value else _found(node)
    return f"{_element(what)} ne s’emploie pas à cette place{said}{_NBSP}: votre logiciel doit l’ôter"


_FORMS = (
    (_COUNT, _counted), (_VALUE, _valued), (_WANTED, _attribute),
    (re.compile(f"{_UNUSED.pattern}.*marked as not used"), _unused),
)  # fmt: skip


def _children(node: etree._Element, what: str) -> list[etree._Element]:
    """Those of that name: the variant apart, which is told by its own rule."""
    name = _local(what)
    return [one for one in node if isinstance(one.tag, str) and etree.QName(one).localname == name]


def _local(what: str) -> str:
    return re.sub(r"[\[@].*", "", what).rpartition(":")[2]


def _element(what: str) -> str:
    """« l’élément DuePayableAmount », with the attribute of which it is."""
    if what.startswith("@"):
        return f"l’attribut {what[1:]}"
    return f"l’élément {_local(what)}"


# --- Where, and what is found --------------------------------------------------------------------------------------


def _where(node: etree._Element) -> str:
    """« Ligne 2, le récapitulatif de TVA »."""
    line, near = "", ""
    for one in (node, *node.iterancestors()):
        name = etree.QName(one).localname
        if name == _LINE:
            number = one.xpath(
                "string(*[local-name()='AssociatedDocumentLineDocument']/*[local-name()='LineID'])"
            )
            line = f"Ligne {number}" if number else "Une ligne"
            break
        near = near or PLACES.get(name, "")
    if line:
        return f"{line}, {near}" if near else line
    return (near or "la facture")[:1].upper() + (near or "la facture")[1:]


def _text(node: etree._Element) -> str:
    return " ".join(str(node.xpath("string()")).split())


def _found(node: etree._Element) -> str:
    """« (trouvé : 12,345) », of an element that says one value."""
    value = _text(node) if not len(node) else ""
    return f" (trouvé{_NBSP}: «{_NBSP}{value[:_LONGEST]}{_NBSP}»)" if value else ""


# --- The form of the file ------------------------------------------------------------------------------------------

_NAMED = re.compile(r"'(?:\{[^}]*\})?(?P<name>@?[\w.-]+)'")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (?P<names>.+?) \)")
_NAMESPACE = re.compile(r"\{[^}]*\}")


def shape_verdicts(errors: Iterable[etree._LogEntry]) -> list[str]:
    """What the XSD refuses, an element at a time, in order."""
    return list(dict.fromkeys(_shape(one) for one in errors))


def _shape(error: etree._LogEntry) -> str:
    words = str(error.message)[:_LONGEST_MESSAGE]
    named = _NAMED.search(words)
    name = f"l’élément {named['name']}" if named else "un élément"
    where = f"Ligne {error.line} du fichier{_NBSP}: " if error.line else ""
    wanted = ""
    if (expected := _EXPECTED.search(words)) is not None:
        names = [one.strip() for one in _NAMESPACE.sub("", expected["names"]).split(",")]
        wanted = f"{_NBSP}; attendu à cette place{_NBSP}: {', '.join(names[:4])}"
    if "Missing child" in words:
        said = f"{name} n’est pas complet{wanted}"
    elif "not expected" in words:
        said = f"{name} n’est pas à sa place, ou n’existe pas dans ce profil{wanted}"
    elif "not a valid value" in words or "facet" in words:
        value = re.search(r": '([^']*)' is not|The value '([^']*)'", words)
        found = next((one for one in (value.groups() if value else ()) if one is not None), "")
        said = f"{name} a une valeur qui n’est pas de la bonne forme («{_NBSP}{found[:_LONGEST]}{_NBSP}»)"
    elif "attribute" in words.lower():
        said = f"{name} a un attribut de trop, ou il lui en manque un"
    else:
        said = f"{name} n’est pas écrit comme le format le veut{wanted}"
    return f"{where}{said}."


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
