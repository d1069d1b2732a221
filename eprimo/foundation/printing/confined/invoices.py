"""An invoice that a stranger made: found in its PDF, read without entities nor network."""

from lxml import etree

from eprimo.foundation.printing.confined.attachments import Many, TooLarge, Twice, Unreadable, attached
from eprimo.foundation.printing.sandbox_messages import INVOICE_FILES, Flaw
from eprimo.foundation.sandbox.refusal import Refused

_UBL = frozenset(
    f"{{urn:oasis:names:specification:ubl:schema:xsd:{name}-2}}{name}" for name in ("Invoice", "CreditNote")
)

# Profiles of Factur-X and of ZUGFeRD that say no lines, by what their identifiers hold.
_NO_LINES = {":minimum": "MINIMUM", ":basicwl": "BASIC WL"}


def xml_of(data: bytes) -> bytes:
    """The XML of a Factur-X PDF, or the file itself when it is XML. Raises Refused by a Flaw."""
    if not data.startswith(b"%PDF"):
        return data
    try:
        xml = attached(data, INVOICE_FILES)
    except Many as error:
        raise Refused(Flaw.MANY_FILES) from error
    except Twice as error:
        raise Refused(Flaw.TWO_INVOICES) from error
    except TooLarge as error:
        raise Refused(Flaw.HUGE) from error
    except Unreadable as error:
        raise Refused(Flaw.PDF) from error
    if xml is None:
        raise Refused(Flaw.NO_FILE)
    return xml


def parsed(xml: bytes) -> etree._Element:
    """Its tree. Raises Refused by a Flaw."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, huge_tree=False)
    try:
        tree = etree.fromstring(xml, reader)
    except etree.XMLSyntaxError as error:
        raise Refused(Flaw.XML) from error
    if str(tree.tag) in _UBL:
        raise Refused(Flaw.UBL)
    if str(tree.tag).endswith("}CrossIndustryDocument"):
        raise Refused(Flaw.OLD)
    if tree.getroottree().docinfo.doctype or not str(tree.tag).endswith("}CrossIndustryInvoice"):
        raise Refused(Flaw.NOT_INVOICE)
    # One cuts a value in two: who reads the first half alone reads another sum. No invoice has any.
    if tree.xpath("//processing-instruction()"):
        raise Refused(Flaw.INSTRUCTION)
    profile = str(
        tree.xpath("string(//*[local-name()='GuidelineSpecifiedDocumentContextParameter'])")
    ).strip()
    if found := next((name for part, name in _NO_LINES.items() if part in profile.lower()), ""):
        raise Refused(Flaw.NO_LINES, found)
    return tree
