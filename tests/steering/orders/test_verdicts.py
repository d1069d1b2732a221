"""What is said of invoices of other publishers: a French sentence a rule, with the place, what is found, what is
wanted. Their faults are drawn anew by `drafthorse`, which is another software than ours."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from drafthorse.models.document import Document
from lxml import etree
from pypdf import PdfWriter

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.printing import facturx
from eprimo.foundation.printing.faults import merged
from eprimo.foundation.printing.schematron import every_rule
from eprimo.foundation.printing.verdicts import verdict
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.errors import Differs, NotStandard
from eprimo.steering.orders.invoice.actions.imports import WrongFacturx, invoice_check, invoice_import
from eprimo.steering.orders.invoice.comparison import of_days
from eprimo.steering.orders.models import Invoice, InvoiceBook, Order
from tests.steering.consortium.group import PDF, Made
from tests.steering.orders.test_invoices_import import theirs

NODE = etree.fromstring(b"<ram:ID xmlns:ram='urn:x' schemeID='XX'>12</ram:ID>")
_RULE = re.compile(r"\b(BR|FX|CII|PEPPOL)-")


def test_each_rule_of_the_standard_has_its_sentence() -> None:
    """None is passed over, none is left in English, none is a bare code: 627 rules."""
    rules = every_rule()
    assert len(rules) > 600
    for rule in rules:
        said, _, code = merged([verdict(rule, NODE)])[0].partition(" [")
        assert not _RULE.search(said), said
        assert "?" not in said
        assert rule.rule in code
        assert len(said.split()) >= 6, said
        assert not re.search(r"\b(shall|must|the|Invoice|que la norme demande)\b", said), said
        assert not re.search(r"le terme B[TG]-", said), said


def redrawn(order: Order, change: Callable[[Any], object]) -> bytes:
    """The invoice of that order, as another software writes it, with a fault."""
    document = Document.parse(facturx.to_xml(theirs(order)), strict=False)
    change(document)
    written: bytes = document.serialize(schema=None)
    return written


def _sum(document: Any, name: str, more: str) -> None:
    sums = document.trade.settlement.monetary_summation
    # Its elements of sums keep what they say under two names.
    kept = vars(getattr(sums, name))
    setattr(sums, name, kept.get("_amount", kept.get("_value")) + Decimal(more))


def _line(document: Any) -> Any:
    return document.trade.items.children[0]


def _profiled(document: Any, profile: str) -> None:
    document.context.guideline_parameter.id = profile


FAULTS = [
    (lambda d: _sum(d, "grand_total", "1"), "BT-112) est de 515,80 ; attendu : 514,80 (le total HT et la TVA)"),
    (lambda d: _sum(d, "line_total", "5"), "la somme des lignes, HT (BT-106) est de"),
    (lambda d: setattr(d.header, "id", ""), "numéro de la facture (BT-1)"),
    (lambda d: setattr(d.trade.agreement.buyer, "name", ""), "nom de l’acheteur (BT-44)"),
    (lambda d: setattr(_line(d).product, "name", ""), "la désignation (BT-153)"),
    (lambda d: setattr(_line(d).delivery, "billed_quantity", (Decimal(1), "PIECE")), "« PIECE »"),
    (lambda d: setattr(d.context.guideline_parameter, "id", "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:"
                       "extended"), "autre profil"),
]  # fmt: skip


# Of the same file, what another software would write in the place of what, and the sentence.
SPOILT = [
    (r"<ram:TypeCode>380</ram:TypeCode>", "",
     "L’en-tête : il manque le type de document (TypeCode), que le format demande avant la date de la facture"),
    (r"<ram:CountryID>FR</ram:CountryID>", "",
     "Le vendeur : il manque le pays (CountryID), que le format demande dans l’adresse"),
    (r"(<ram:GrandTotalAmount>\d+)\.", r"\1,", "(GrandTotalAmount) dit « 514,80 », qui n’est pas un nombre"),
    (r"(<ram:DuePayableAmount>.*?</ram:DuePayableAmount>)", r"\1\1", "le net à payer (DuePayableAmount) y est 2 fois"),
    (r"<ram:BuyerTradeParty>", "<ram:BuyerTradeParty><ram:Foo/>",
     "L’acheteur : l’élément Foo n’existe pas dans ce profil"),
    (r'(?s)<ram:SpecifiedTaxRegistration>.*?</ram:SpecifiedTaxRegistration>', "",
     "Lignes 1, 2, 3 et 4, la TVA : pour la catégorie taux normal (S), il manque le numéro de TVA du vendeur (BT-31)"),
    (r"(<ram:InvoiceCurrencyCode>)EUR", r"\1USD", "est en « EUR », et la facture en « USD » (BT-5)"),
    (r"(<ram:CalculatedAmount>)[\d.]+", r"\g<1>1.00",
     "est de 1,00 ; attendu : 85,80 (429,00 à 20,00 %). [BR-CO-17, BR-S-09"),
    (r"(<ram:LineTotalAmount>)[\d.]+", r"\g<1>10.00",
     "la base d’un taux de TVA (BT-116) est de 429,00 ; attendu : 286,00"),
    (r"(<ram:GrandTotalAmount>[\d.]+)", r"\g<1>01", "plus de deux décimales (trouvé : 514,8001)"),
    (r"(<ram:NetPriceProductTradePrice>\s*<ram:ChargeAmount>)", r"\1-", "il ne l’est jamais (trouvé : « -1.8000 »)"),
    (r'(format="102">)\d{8}', r"\g<1>2026-11-24", "Sa date (BT-2) ne se lit pas"),
]  # fmt: skip


@pytest.mark.django_db
def test_what_another_software_leaves_out_or_misplaces_is_named_in_words(made: Made, order: Order) -> None:
    """No bare name of an element, what is found and what is wanted; lines with the same fault have one sentence."""
    contractor, plain = made.cast.actor("contractor"), redrawn(order, lambda _: None).decode()
    for find, put, words in SPOILT:
        spoilt = re.sub(find, put, plain, count=1)
        with pytest.raises(Differs) as refused:
            invoice_check(actor=contractor, market=made.market, content=spoilt.encode())
        told = [one.replace("\u00a0", " ") for one in refused.value.faults]
        assert any(words in one for one in told), (words, told)


@pytest.mark.django_db
def test_what_other_software_does_wrong_is_said_where_it_is(made: Made, order: Order) -> None:
    contractor = made.cast.actor("contractor")
    for change, words in FAULTS:
        with pytest.raises(NotStandard) as refused:
            invoice_import(actor=contractor, market=made.market, content=redrawn(order, change))
        told = [one.replace("\u00a0", " ") for one in refused.value.faults]
        assert any(words in one for one in told), (words, told)
        assert all("?" not in one for one in told)
    for profile in (":minimum", ":basicwl"):
        wrong = partial(_profiled, profile=f"urn:factur-x.eu:1p0{profile}")
        with pytest.raises(WrongFacturx, match="ne dit aucune ligne"):
            invoice_import(actor=contractor, market=made.market, content=redrawn(order, wrong))
    old = b'<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"/>'
    with pytest.raises(WrongFacturx, match="ZUGFeRD 1"):
        invoice_import(actor=contractor, market=made.market, content=old)
    assert not Invoice.objects.exists()


def _in_pdf(xml: bytes, *names: str) -> bytes:
    writer = PdfWriter(BytesIO(PDF))
    for name in names:
        writer.add_attachment(name, xml)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_file_in_a_pdf_is_found_under_its_three_names_and_checked_without_being_kept(
    made: Made, order: Order, sign_in: Any
) -> None:
    contractor, xml = made.cast.actor("contractor"), facturx.to_xml(theirs(order))
    for name in ("factur-x.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"):
        found = invoice_check(actor=contractor, market=made.market, content=_in_pdf(xml, name))
        assert found.invoice.reference == "T-889"
    with pytest.raises(WrongFacturx, match="Ne l’imprimez pas"):
        invoice_check(actor=contractor, market=made.market, content=_in_pdf(xml, "factur-x.xml", "notes.txt"))
    assert not Invoice.objects.exists()
    client, url = sign_in(made.cast.people["contractor"]), reverse("orders:invoice_take_in")
    page = client.post(url, {"file": SimpleUploadedFile("f.xml", xml), "do": "verifier"}).content.decode()
    assert "Elle peut être reprise" in page
    assert "l’UAI de son école" in page
    assert (Invoice.objects.count(), InvoiceBook.objects.count()) == (0, 0)
    assert not AuditLine.objects.filter(act="orders.invoice.imported").exists()
    client.post(url, {"file": SimpleUploadedFile("f.xml", xml)})
    assert Invoice.objects.get().reference == "T-889"


def test_thirty_days_run_from_the_reception() -> None:
    """Dated a week before it is given: it may be paid within thirty days of today, not a day later."""
    today = clock.today(ZONE)
    order = Order(number=1, starts_on=today - timedelta(days=90))
    ours = SimpleNamespace(first_day=today - timedelta(days=90))
    for days, count in ((30, 0), (31, 1)):
        given = SimpleNamespace(issued_on=today - timedelta(days=7), due_on=today + timedelta(days=days))
        faults = of_days(given, order, ours)  # type: ignore[arg-type]
        assert [("réception" in one) for one in faults] == [True] * count
