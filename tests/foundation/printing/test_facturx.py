import io
import re
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from eprimo.foundation.printing import facturx, schematron
from eprimo.foundation.printing.confined import invoices
from eprimo.foundation.printing.en16931 import NotEn16931, check
from eprimo.foundation.printing.invoicing import CENT, Kind, Line, Preceding
from eprimo.foundation.printing.papers import list_pdf
from eprimo.foundation.sandbox.refusal import Refused
from tests.foundation.printing.invoices import BUYER, SELLER, invoice
from tests.sizes import drawn

_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


def root_of(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def xmp(pdf: bytes) -> etree._Element:
    data = root_of(pdf)["/Metadata"].get_data()
    return etree.fromstring(data[data.index(b"?>") + 2 : data.rindex(b"<?")])


def broken(change: Callable[[etree._Element], None], **changed: object) -> set[str]:
    tree = etree.fromstring(facturx.to_xml(invoice(**changed)))
    change(tree)
    return {one.rule for one in schematron.breaches(tree)}


def test_an_invoice_is_one_file_for_people_and_machines(read: Callable[[bytes], list[str]]) -> None:
    made = facturx.make(invoice(engagement="EJ-77", service="SCOL"))
    assert invoices.xml_of(made.pdf) == made.xml == invoices.xml_of(made.xml)
    check(etree.fromstring(made.xml))
    [page] = read(made.pdf)
    for text in (
        "FactureF-2026-00001",
        "UAI0440001M",
        "492,00€",
        "98,40€",
        "590,40€",
        "EJ-77",
        "SCOL",
        "IBANFR76",
    ):
        assert text in page, text
    root = root_of(made.pdf)
    [file] = [one.get_object() for one in root["/AF"]]
    assert (file["/UF"], file["/AFRelationship"], file["/EF"]["/F"].get_object()["/Subtype"]) == (
        "factur-x.xml", "/Alternative", "/text/xml",
    )  # fmt: skip
    assert root["/MarkInfo"]["/Marked"]


def test_the_pdf_says_that_it_is_archivable_accessible_and_a_facturx() -> None:
    told = {
        etree.QName(one).localname: one.text
        for one in xmp(facturx.make(invoice()).pdf).iter("{*}*")
        if len(one) == 0 and etree.QName(one).namespace.split(":")[0] in {"http", "urn"}
    }
    wanted = {"part": "1", "conformance": "A", "DocumentType": "INVOICE", "ConformanceLevel": "EN 16931"}
    assert wanted.items() <= told.items()
    namespaces = {"s": "http://www.aiim.org/pdfa/ns/extension/", "d": "http://www.aiim.org/pdfa/ns/schema#"}
    tree = xmp(facturx.make(invoice()).pdf)
    # One list of schemas: a second one would not be XMP.
    assert len(tree.findall(".//s:schemas", namespaces)) == 1
    assert "fx" in [one.text for one in tree.findall(".//d:prefix", namespaces)]
    assert {one.text for one in tree.iter("{http://www.aiim.org/pdfa/ns/id/}part")} == {"3"}


def test_a_letter_that_no_font_has_keeps_the_archive_and_the_xml_keeps_the_letter() -> None:
    made = facturx.make(invoice(buyer=replace(BUYER, name="École 漢字")))
    assert {one.text for one in xmp(made.pdf).iter("{http://www.aiim.org/pdfa/ns/id/}part")} == {"3"}
    assert "漢字" in made.xml.decode()


def test_the_engagement_stands_where_chorus_reads_it_and_the_order_beside() -> None:
    """BT-13 is « l'engagement ou le bon de commande », never both."""
    plain, asked = (etree.fromstring(facturx.to_xml(invoice(engagement=text))) for text in ("", "EJ-77"))
    order = f".//{_RAM}BuyerOrderReferencedDocument/{_RAM}IssuerAssignedID"
    beside = f".//{_RAM}AdditionalReferencedDocument/{_RAM}IssuerAssignedID"
    assert (plain.findtext(order), plain.findtext(beside)) == ("BC-2026-0001", None)
    assert (asked.findtext(order), asked.findtext(beside)) == ("EJ-77", "BC-2026-0001")


def test_a_credit_note_names_its_invoice(read: Callable[[bytes], list[str]]) -> None:
    terms = {"kind": Kind.CREDIT, "preceding": Preceding(number="F-2026-00001", issued_on=date(2026, 11, 27))}
    made = facturx.make(invoice(**terms, number="A-2026-00001", remark="École fermée."))
    [page] = read(made.pdf)
    assert "AvoirA-2026-00001" in page
    assert "F-2026-00001du27novembre2026" in page
    assert "IBAN" not in page
    wrong: dict[str, Any]
    for wrong in ({"kind": Kind.CREDIT}, {"preceding": terms["preceding"]}, {"lines": []}):
        with pytest.raises(ValueError):  # noqa: PT011 - one sentence each, none for users
            invoice(**wrong)


lines = st.lists(
    st.builds(
        Line,
        name=st.just("Comptes"),
        quantity=st.integers(0, 9999).map(Decimal),
        price=st.decimals(0, 99999, places=4),
        vat=st.sampled_from([Decimal(20), Decimal("5.5"), Decimal(10)]),
    ),
    min_size=1,
    max_size=12,
)


@drawn(7, 200)
@given(lines, st.booleans())
def test_totals_always_agree_and_the_standard_is_always_kept(given_lines: list[Line], credit: bool) -> None:
    kind = Kind.CREDIT if credit else Kind.INVOICE
    preceding = Preceding(number="F-1", issued_on=date(2026, 9, 1)) if credit else None
    made = invoice(lines=given_lines, kind=kind, preceding=preceding)
    assert made.net == sum(line.amount for line in given_lines) == sum(one.base for one in made.rates)
    assert made.total == made.net + made.tax
    assert all(abs(one.tax - one.base * one.percent / 100) <= CENT / 2 for one in made.rates)
    check(etree.fromstring(facturx.to_xml(made)))


def test_every_rule_of_the_published_schematron_is_read() -> None:
    tree = etree.fromstring((schematron.folder() / schematron._XSLT).read_bytes())
    svrl = "{http://purl.oclc.org/dsdl/svrl}"
    written = len(list(tree.iter(f"{svrl}failed-assert"))) + len(list(tree.iter(f"{svrl}successful-report")))
    read_ = sum(len(context.checks) for pattern in schematron._patterns() for context in pattern)
    assert (read_, written) == (627, 627)


def _set(path: str, text: str) -> Callable[[etree._Element], None]:
    def change(tree: etree._Element) -> None:
        for node in tree.iter(f"{_RAM}{path}"):
            node.text = text

    return change


def _drop(path: str) -> Callable[[etree._Element], None]:
    def change(tree: etree._Element) -> None:
        for node in list(tree.iter(f"{_RAM}{path}")):
            node.getparent().remove(node)

    return change


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (_set("GrandTotalAmount", "590.41"), "BR-CO-15"),
        (_set("TaxBasisTotalAmount", "491.99"), "BR-CO-13"),
        (_set("DuePayableAmount", "1.00"), "BR-CO-16"),
        (_set("TaxTotalAmount", "98.41"), "BR-CO-14"),
        (_set("CalculatedAmount", "9.84"), "BR-CO-17"),
        (_set("BasisAmount", "500.00"), "BR-S-08"),
        (_drop("PostalTradeAddress"), "BR-08"),
        (_drop("BuyerTradeParty"), "BR-07"),
        (_drop("IncludedSupplyChainTradeLineItem"), "BR-16"),
        (_set("CategoryCode", "Z"), "BR-Z-05"),
        (_set("InvoiceCurrencyCode", "XXQ"), "FX-SCH-A-000595"),
    ],
)
def test_what_breaks_the_standard_is_named(change: Callable[[etree._Element], None], rule: str) -> None:
    assert broken(lambda _tree: None) == set()
    assert rule in broken(change)


def test_a_file_that_breaks_a_rule_is_not_made() -> None:
    with pytest.raises(NotEn16931) as refused:
        facturx.make(invoice(seller=replace(SELLER, name="")))
    assert refused.value.breaches


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"%PDF-1.7 cut", "pdf"),
        (b"not xml", "xml"),
        (b"<a/>", "not-invoice"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "not-invoice"),
    ],
)
def test_what_is_no_facturx_is_refused(data: bytes, flaw: str) -> None:
    with pytest.raises(Refused) as refused:
        invoices.parsed(invoices.xml_of(data))
    assert refused.value.code == flaw


def test_a_pdf_without_its_file_is_no_facturx() -> None:
    pdf = list_pdf(title="Liste", columns=["a"], rows=[["1"]], made_on=date(2026, 11, 27))
    with pytest.raises(Refused) as refused:
        invoices.xml_of(pdf)
    assert refused.value.code == "no-file"


def holding(files: list[tuple[str, bytes]]) -> bytes:
    """A PDF with these files inside, packed."""
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    for name, content in files:
        entry = writer.add_attachment(name, b"")
        stream = DecodedStreamObject()
        stream.set_data(content)
        entry.pdf_object["/EF"][NameObject("/F")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_only_the_invoice_of_a_pdf_is_unpacked() -> None:
    """Eight files that unpack to 40 MB each would take all that a server has."""
    bomb = bytes(40 * 1024 * 1024)
    pdf = holding([*((f"{place}.bin", bomb) for place in range(6)), ("Factur-X.xml", b"<a/>")])
    del bomb
    assert len(pdf) < 1024 * 1024
    tracemalloc.start()
    try:
        assert invoices.xml_of(pdf) == b"<a/>"
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("files", "flaw"),
    [
        ([("factur-x.xml", b"<a/>"), ("FACTUR-X.XML", b"<b/>")], "two-invoices"),
        ([("factur-x.xml", b"<a/>"), *((f"{place}.txt", b"a") for place in range(8))], "many-files"),
        ([("factur-x.xml", b" " * (11 * 1024 * 1024))], "huge"),
    ],
)
def test_a_pdf_that_holds_too_much_is_refused(files: list[tuple[str, bytes]], flaw: str) -> None:
    with pytest.raises(Refused) as refused:
        invoices.xml_of(holding(files))
    assert refused.value.code == flaw


_WHOLE = holding([("factur-x.xml", b"<a/>")])


@pytest.mark.parametrize(
    "pdf",
    [
        re.sub(rb"(/EF <<\s*/F) \d+ 0 R", rb"\1 1 0 R", _WHOLE),
        re.sub(rb"(/EF <<\s*/F) \d+ 0 R", rb"\1 99 0 R", _WHOLE),
        re.sub(rb"/EF <<\s*/F \d+ 0 R\s*>>", b"/EF (nothing)", _WHOLE),
        _WHOLE.replace(b"/FlateDecode", b"/NoSuchCoder"),
        _WHOLE.replace(b"/FlateDecode", b"/JBIG2Decode"),
        _WHOLE.replace(b"/FlateDecode", b"/Crypt /DecodeParms << /Name /Other >>"),
        _WHOLE.replace(b"/Root 3 0 R", b"/Root 3 0 R /Encrypt << /Filter /Standard /V 9 >>"),
    ],
)
def test_a_broken_pdf_is_refused_whatever_breaks_in_its_reader(pdf: bytes) -> None:
    """AttributeError, NotImplementedError, DependencyError: each as a file that cannot be read."""
    assert pdf != _WHOLE
    with pytest.raises(Refused) as refused:
        invoices.xml_of(pdf)
    assert refused.value.code == "pdf"
