"""An invoice of the contractor's own software: taken when it says what the order says, refused in words otherwise."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.printing import facturx, invoicing
from eprimo.foundation.printing.en16931 import check
from eprimo.foundation.printing.invoicing import CENT
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import Channel, InvoiceKind, Origin
from eprimo.steering.orders.errors import AlreadyInvoiced, Differs
from eprimo.steering.orders.invoice import billing
from eprimo.steering.orders.invoice.actions.imports import WrongFacturx, invoice_import
from eprimo.steering.orders.invoice.actions.invoices import (
    billing_write,
    invoice_issue,
    left_of,
    owed,
    seller_of,
)
from eprimo.steering.orders.models import BankChange, Billing, Invoice, Order, Seller
from eprimo.steering.prices.actions import price_write
from eprimo.steering.prices.enums import Unit
from eprimo.steering.prices.errors import WrongLine
from eprimo.steering.prices.models import PriceLine, PriceSchedule
from tests.steering.consortium.group import Made, manager
from tests.steering.orders.billed import IBAN

pytestmark = pytest.mark.django_db


def theirs(placed: Order, **changed: Any) -> invoicing.Invoice:
    """What another software would make of that order."""
    order, lines, days = owed(placed.pk, 0, date(2026, 11, 24))
    row = Invoice(
        market=order.market, member=order.member, order=order, kind=InvoiceKind.INVOICE, channel=Channel.CHORUS,
        reference="T-889", issued_on=date(2026, 11, 24), due_on=date(2026, 12, 24), first_day=days[0],
        last_day=days[1], buyer_siret=order.member.siret,
    )  # fmt: skip
    return replace(billing.document(row, lines, seller_of(order.market)), **changed)


def given(made: Made, document: invoicing.Invoice, *, pdf: bool = False) -> Invoice:
    files = facturx.make(document) if pdf else facturx.Facturx(b"", facturx.to_xml(document))
    taken = invoice_import(
        actor=made.cast.actor("contractor"), market=made.market, content=files.pdf or files.xml
    )
    return taken.invoice


@pytest.mark.parametrize("pdf", [True, False])
def test_an_invoice_that_says_what_the_order_says_is_taken_as_it_is(
    made: Made, order: Order, pdf: bool
) -> None:
    taken = given(made, theirs(order), pdf=pdf)
    assert (taken.origin, taken.number, taken.reference) == (Origin.IMPORTED, None, "T-889")
    assert bool(taken.file.pdf) is pdf
    assert taken.lines.count() == order.charges.filter(year=0).count()
    with pytest.raises(AlreadyInvoiced):
        given(made, theirs_again(order))
    with pytest.raises(AlreadyInvoiced):
        invoice_issue(actor=made.cast.actor("contractor"), order=order, year=0)


def theirs_again(order: Order) -> invoicing.Invoice:
    first = Invoice.objects.get()
    lines = billing.of_invoice(first.lines.order_by("position"))
    return billing.document(first, lines, seller_of(order.market))


def _other_lines(**changed: Any) -> Callable[[invoicing.Invoice], dict[str, Any]]:
    return lambda one: {"lines": [replace(one.lines[0], **changed), *one.lines[1:]]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: {"buyer": replace(one.buyer, siret="99900010200015")}, "chaque membre reçoit ses factures"),
        (lambda one: {"seller": replace(one.seller, siret="35600000049837")}, "n’est pas le titulaire"),
        (lambda _: {"first_day": date(2026, 7, 1)}, "La période va du 19"),
        (lambda _: {"last_day": date(2027, 7, 19)}, "La période va du 19"),
        (_other_lines(quantity=Decimal(86)), "la facture 1 + 86"),
        (_other_lines(price=Decimal("1.81")), "HT commandés"),
        (_other_lines(vat=Decimal("5.5")), "le taux de TVA est de 20 % ce jour-là ; elle dit : 5,5 % et 20 %"),
        (lambda one: {"lines": one.lines[1:]}, "la commande compte 1 + 85, la facture 1 unité"),
        (lambda one: {"lines": [*one.lines, replace(one.lines[0], name="Formation", note="")]}, "Lignes sans école"),
        (lambda _: {"issued_on": date(2026, 12, 1)}, "pas encore venue"),
        (lambda _: {"number": "FAC-00001"}, "numéro de votre propre suite"),
        (lambda _: {"number": "av-00007"}, "numéro de votre propre suite"),
    ],
)  # fmt: skip
def test_what_differs_from_the_order_is_refused_with_a_sentence(
    made: Made, order: Order, change: Callable[[invoicing.Invoice], dict[str, Any]], words: str
) -> None:
    plain = theirs(order)
    with pytest.raises(Differs) as refused:
        given(made, replace(plain, **change(plain)))
    assert any(words in one.replace("\u00a0", " ") for one in refused.value.faults), refused.value.faults
    assert not Invoice.objects.exists()


_PAYEE = "<ram:PayeeTradeParty><ram:Name>Autre SARL</ram:Name></ram:PayeeTradeParty>"
_DEBTOR = (
    "<ram:PayerPartyDebtorFinancialAccount><ram:IBANID>FR1420041010050500013M02606</ram:IBANID>"
    "</ram:PayerPartyDebtorFinancialAccount>"
)
_PAID = "<ram:PayeePartyCreditorFinancialAccount>"
_AGENT = (
    "<ram:SellerTaxRepresentativeTradeParty><ram:Name>Agent SARL</ram:Name><ram:PostalTradeAddress><ram:CountryID>FR"
    '</ram:CountryID></ram:PostalTradeAddress><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR39356000000'
    "</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTaxRepresentativeTradeParty>"
)
_AFTER_CURRENCY = "</ram:InvoiceCurrencyCode>"
# La Poste: a SIREN that is nobody's here.
OTHER, OTHER_SIRET = "356000000", "35600000000048"


def _spoilt(document: invoicing.Invoice) -> dict[str, tuple[str, str, str]]:
    """What each of these files says beside what is right, by what is expected to be told of it."""
    seller, buyer = document.seller, document.buyer

    def legal(siren: str) -> str:
        return f'<ram:ID schemeID="0002">{siren}</ram:ID>'

    return {
        "a payee": (_AFTER_CURRENCY, f"{_AFTER_CURRENCY}{_PAYEE}", "Autre SARL (BG-10)"),
        "a payee without name": (
            _AFTER_CURRENCY, f"{_AFTER_CURRENCY}{_PAYEE.replace('Autre SARL', ' ')}", "sans nom (BG-10)",
        ),
        "a VAT number as an identifier": (
            "<ram:SellerTradeParty>", "<ram:SellerTradeParty><ram:ID>FR39356000000</ram:ID>", f"le SIREN {OTHER}",
        ),
        "a debit": (_PAID, f"{_DEBTOR}{_PAID}", "prélèvement sur le compte de l’acheteur"),
        "its code": ("<ram:TypeCode>30<", "<ram:TypeCode>59<", "prélèvement sur le compte de l’acheteur"),
        "a creditor": (
            "<ram:InvoiceCurrencyCode>",
            "<ram:CreditorReferenceID>FR12ZZZ123456</ram:CreditorReferenceID><ram:InvoiceCurrencyCode>",
            "prélèvement sur le compte de l’acheteur",
        ),
        "an agent": ("</ram:BuyerTradeParty>", f"</ram:BuyerTradeParty>{_AGENT}", "Agent SARL (BG-11)"),
        "a legal seller": (legal(seller.siren), legal("356 000 000"), f"SIREN {OTHER}, et non {seller.siren}"),
        "a legal buyer": (legal(buyer.siren), legal(OTHER), f"SIREN {OTHER}: chaque membre"),
        "an address": (f'"0225">{buyer.siren}<', f'"0225">{OTHER}_{OTHER_SIRET}<', f"SIREN {OTHER_SIRET}: chaque"),
        "a second number": (
            "<ram:SellerTradeParty>", f"<ram:SellerTradeParty><ram:ID>{OTHER}</ram:ID>", f"il porte le SIREN {OTHER}",
        ),
        "a VAT number": (seller.vat_number, "FR39356000000", "numéro de TVA du vendeur est FR39356000000"),
    }  # fmt: skip


@pytest.mark.parametrize("credit", [False, True])
def test_a_second_identity_a_payee_or_a_debit_is_refused(made: Made, order: Order, credit: bool) -> None:
    """All that was right stands in each file beside it; in a credit note too, whose invoice is here."""
    document = theirs(order)
    if credit:
        document = credit_of(given(made, document), made, {1: 1})
    plain = facturx.to_xml(document).decode()
    for name, (old, new, words) in _spoilt(document).items():
        if credit and name in {"a debit", "its code"}:
            continue  # it says no way to be paid
        assert old in plain, name
        content = plain.replace(old, new, 1).encode()
        check(etree.fromstring(content))
        with pytest.raises(Differs) as refused:
            invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=content)
        told = [one.replace("\u00a0", " ").replace(" :", ":") for one in refused.value.faults]
        assert [words in one for one in told] == [True], (name, told)
    assert Invoice.objects.count() == int(credit)
    # A customer in the seller's own books, and the country's number of another kind, name nobody else.
    books = plain.replace("<ram:BuyerTradeParty>", "<ram:BuyerTradeParty><ram:ID>411000123</ram:ID>")
    content = books.replace('"0225"', '"EM"', 1).encode()
    assert invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=content).invoice.pk


def test_half_a_value_is_never_read(made: Made, order: Order) -> None:
    """100 cut by an instruction was read as 1 or 100, and the next reader reads 10000; a comment cuts nothing."""
    plain = facturx.to_xml(theirs(order))
    assert b">85<" in plain
    for cut in (plain.replace(b">85<", b">85<?x?>0<"), b"<?x y?>" + plain[plain.index(b"?>") + 2 :]):
        with pytest.raises(WrongFacturx, match="instructions de traitement"):
            invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=cut)
    more = plain.replace(b">85<", b">85<!-- x -->0<")
    with pytest.raises(Differs) as refused:
        invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=more)
    assert any("la facture 1 + 850" in one for one in refused.value.faults), refused.value.faults
    whole = plain.replace(b">85<", b">8<!-- x --><![CDATA[5]]><")
    taken = invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=whole).invoice
    assert taken.lines.filter(quantity=85).exists()


def _rewritten(order: Order, *changes: tuple[str, str]) -> bytes:
    """The file of that order with other words in it, still of the standard."""
    xml = facturx.to_xml(theirs(order)).decode()
    for old, new in changes:
        assert old in xml, old
        xml = xml.replace(old, new)
    check(etree.fromstring(xml.encode()))
    return xml.encode()


def test_a_vat_or_a_sum_to_pay_that_is_not_ours_is_refused(made: Made, order: Order) -> None:
    """The standard lets a VAT differ by a cent and more from its rate, and a part be paid before."""
    plain = theirs(order)
    tax, total = f"{plain.tax:.2f}", f"{plain.total:.2f}"
    more, sum_ = f"{plain.tax + CENT:.2f}", f"{plain.total + CENT:.2f}"
    content = _rewritten(order, (f">{tax}<", f">{more}<"), (f">{total}<", f">{sum_}<"))
    with pytest.raises(Differs) as refused:
        invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=content)
    words = " ".join(refused.value.faults)
    assert all(one in words for one in ("La TVA est de", "Le montant TTC est de", "Le net à payer est de"))
    assert "Le montant HT" not in words


def test_a_price_that_moves_from_a_line_to_another_is_refused(made: Made, order: Order) -> None:
    """The sum of the school stays the same."""
    plain = theirs(order)
    moved = [
        replace(one, price=one.price + (Decimal("0.10") if one.quantity == 85 else Decimal("-8.50")))
        if made.cast.tilleuls.uai in one.note else one
        for one in plain.lines
    ]  # fmt: skip
    with pytest.raises(Differs) as refused:
        given(made, replace(plain, lines=moved))
    [fault] = refused.value.faults
    assert "ligne à ligne" in fault


@pytest.mark.parametrize(
    ("said", "words"),
    [(IBAN, "n’est pas l’IBAN du titulaire"), ("", "dites-le d’abord")],
)
def test_another_bank_account_is_refused(made: Made, order: Order, said: str, words: str) -> None:
    plain = theirs(order)
    other = replace(plain, seller=replace(plain.seller, iban="FR1420041010050500013M02606"))
    BankChange.objects.filter(market=made.market).delete()
    Seller.objects.update(iban=said)
    with pytest.raises(Differs) as refused:
        given(made, other)
    [fault] = refused.value.faults
    assert words in fault
    # The contract says where it is paid: the invoice may leave it out.
    given(made, replace(plain, seller=replace(plain.seller, iban="", bic="")))


def test_r077_training_is_never_on_an_invoice_the_rectorat_pays_it(made: Made, order: Order) -> None:
    """Neither on one that is made of the schedule, which holds no such line, nor on one that is taken in."""
    # As before the publication.
    PriceSchedule.objects.update(awarded_at=None)
    Market.objects.update(published_on=None, notified_on=None)
    by = manager(made.cast)
    for words in ("Formation des enseignants", "Journée de FORMATION", "Accompagnement et formations"):
        said = PriceLine(code="F1", designation=words, indicative_ht=Decimal(300), unit=Unit.MEMBER)
        with pytest.raises(WrongLine, match=r"article 7\.2"):
            price_write(actor=by, market=made.market, said=said)
    assert not PriceLine.objects.filter(code="F1").exists()
    other = PriceLine(
        code="F1",
        designation="Lien avec le système d’information",
        indicative_ht=Decimal(300),
        unit=Unit.MEMBER,
        is_option=True,
    )
    assert price_write(actor=by, market=made.market, said=other).code == "F1"
    Market.objects.update(published_on=date(2026, 2, 2), notified_on=date(2026, 4, 30))
    plain = theirs(order)
    # In the place of a line that was ordered, at its price: no sum tells it.
    for changed in (
        [replace(plain.lines[0], name="Formation des enseignants"), *plain.lines[1:]],
        [*plain.lines, replace(plain.lines[0], name="Formation sur site", note="")],
    ):
        with pytest.raises(Differs) as refused:
            given(made, replace(plain, lines=changed))
        assert any("la formation à sa charge (article 7.2)" in one for one in refused.value.faults)
    assert not Invoice.objects.exists()


def test_the_number_of_the_order_finds_it(made: Made, order: Order) -> None:
    with pytest.raises(Differs, match="differs") as refused:
        given(made, theirs(order, order="BC-99999"))
    assert "BC-99999" in refused.value.faults[0]


def test_what_the_member_asks_is_looked_for(made: Made, order: Order) -> None:
    Billing.objects.create(
        member=made["valmarais"],
        needs_engagement=True,
        engagement="EJ-77",
        needs_service=True,
        service="SCOL",
    )
    with pytest.raises(Differs) as refused:
        given(made, theirs(order))
    assert len(refused.value.faults) == 2
    given(made, theirs(order, engagement="EJ-77", service="SCOL"))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7 cut", "abîmé"), (b"pas du XML", "ni du XML"), (b"<a/>", "pas une facture")],
)
def test_what_is_no_facturx_is_refused(made: Made, order: Order, content: bytes, words: str) -> None:
    with pytest.raises(WrongFacturx) as refused:
        invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=content)
    assert words in refused.value.sentence


_SCRIPT = DictionaryObject(
    {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
)


def test_an_invoice_that_acts_or_carries_something_else_is_not_handed_on(made: Made, order: Order) -> None:
    """A good invoice in all it says, in a PDF that would run, or that holds another file."""
    whole = facturx.make(theirs(order)).pdf
    for add, words in (
        (lambda paper: paper.root_object.update({NameObject("/OpenAction"): _SCRIPT}), "un programme"),
        (lambda paper: paper.add_attachment("notes.txt", b"x"), "d’autres fichiers"),
    ):
        paper, changed = PdfWriter(clone_from=io.BytesIO(whole)), io.BytesIO()
        add(paper)
        paper.write(changed)
        with pytest.raises(WrongFacturx) as refused:
            invoice_import(
                actor=made.cast.actor("contractor"), market=made.market, content=changed.getvalue()
            )
        assert words in refused.value.sentence
    assert not Invoice.objects.exists()


def test_only_the_contractor_gives_its_invoices(made: Made, order: Order) -> None:
    for who in ("coordinator", "member_rep", "managing_body"):
        with pytest.raises(Forbidden):
            invoice_import(actor=made.cast.actor(who), market=made.market, content=b"")


def test_usd_a_foreign_currency_is_refused(made: Made, order: Order) -> None:
    """The same figures, in dollars: they were once taken for euros."""
    content = _rewritten(order, (">EUR<", ">USD<"), ('currencyID="EUR"', 'currencyID="USD"'))
    with pytest.raises(WrongFacturx, match="est en USD"):
        invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=content)
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issued_on": date(2026, 11, 23), "due_on": None}, "avant son bon BC-00001, envoyé le 24 novembre 2026"),
        ({"due_on": date(2026, 12, 25)}, "le 24 décembre 2026 pour une facture reçue aujourd’hui (article R2192-10"),
        ({"due_on": date(2026, 11, 23)}, "avant sa propre date"),
    ],
)  # fmt: skip
def test_a_date_before_its_order_or_past_the_legal_delay_is_told(
    made: Made, order: Order, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(Differs) as refused:
        given(made, theirs(order, **change))
    [fault] = refused.value.faults
    assert words in fault.replace("\u00a0", " ")
    # An earlier day to pay is the contractor's wish: the law counts from the reception.
    assert given(made, theirs(order, due_on=date(2026, 12, 1))).due_on == date(2026, 12, 1)


def test_an_invoice_dated_before_the_year_it_bills_is_told(made: Made, order: Order) -> None:
    given(made, theirs(order))
    with clock.frozen(datetime(2027, 7, 20, 9, tzinfo=UTC)):
        placed, lines, days = owed(order.pk, 1, date(2026, 11, 24))
        row = Invoice(
            market=placed.market, member=placed.member, order=placed, kind=InvoiceKind.INVOICE,
            channel=Channel.CHORUS, reference="T-890", issued_on=date(2027, 7, 18), first_day=days[0],
            last_day=days[1], buyer_siret=placed.member.siret,
        )  # fmt: skip
        early = billing.document(row, lines, seller_of(placed.market))
        with pytest.raises(Differs) as refused:
            given(made, early)
        assert "commence le 19 juillet 2027" in refused.value.faults[0].replace("\u00a0", " ")
        given(made, replace(early, issued_on=date(2027, 7, 19)))


def test_a_warning_of_the_standard_refuses_nothing_and_is_told(made: Made, order: Order) -> None:
    """An empty element: PEPPOL-EN16931-R008 has the flag « warning »."""
    xml = _with_empty_element(facturx.to_xml(theirs(order)))
    taken = invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=xml)
    assert "un élément est vide" in taken.warnings[0]
    assert taken.invoice.reference == "T-889"


def _with_empty_element(xml: bytes) -> bytes:
    changed = re.sub(
        rb"<ram:Description>[^<]*</ram:Description>", b"<ram:Description></ram:Description>", xml
    )
    if changed == xml:
        changed = xml.replace(b"</ram:Name>\n", b"</ram:Name>\n<ram:Description></ram:Description>\n", 1)
    return changed


def credit_of(taken: Invoice, made: Made, counts: dict[int, int], **changed: Any) -> invoicing.Invoice:
    """What another software makes of so many of these lines, by position."""
    lines = [
        billing.taken(one, counts[one.position], 0) for one in taken.lines.all() if one.position in counts
    ]
    row = Invoice(
        market=taken.market, member=taken.member, order=taken.order, kind=InvoiceKind.CREDIT, channel=taken.channel,
        reference="T-C1", issued_on=date(2026, 11, 24), first_day=taken.first_day, last_day=taken.last_day,
        buyer_siret=taken.buyer_siret, reason="Deux classes fermées", corrects=taken,
    )  # fmt: skip
    return replace(billing.document(row, lines, seller_of(taken.market)), **changed)


def test_a_foreign_credit_note_is_taken_and_lowers_what_is_left(made: Made, order: Order) -> None:
    taken = given(made, theirs(order))
    place = taken.lines.filter(code="C1").order_by("position")[0].position
    whole = taken.lines.get(position=place).quantity
    credit = given(made, credit_of(taken, made, {place: 5}))
    assert (credit.kind, credit.origin, credit.corrects, credit.number) == (
        InvoiceKind.CREDIT, Origin.IMPORTED, taken, None,
    )  # fmt: skip
    assert (credit.net, credit.total) == (Decimal("9.00"), Decimal("10.80"))
    assert "Deux classes fermées" in credit.reason
    assert left_of(taken)[place] == whole - 5
    for change, words in (
        ({"number": "T-C1"}, "déjà celui d’une autre facture"),
        (
            {"preceding": invoicing.Preceding(number="T-000", issued_on=date(2026, 11, 24))},
            "aucune facture de ce numéro",
        ),
        ({"issued_on": date(2026, 11, 23)}, "avant la facture qu’il corrige"),
        ({"number": "AV-00001"}, "numéro de votre propre suite"),
    ):
        with pytest.raises(Differs) as refused:
            given(made, credit_of(taken, made, {place: 5}, **{"number": "T-C2"} | change))
        assert any(words in one for one in refused.value.faults), refused.value.faults
    with pytest.raises(Differs) as refused:
        given(made, credit_of(taken, made, {place: whole}, number="T-C2"))
    assert "n’a pas cette ligne, ou il n’en reste pas autant" in refused.value.faults[0]
    given(made, credit_of(taken, made, {place: whole - 5}, number="T-C2"))
    assert left_of(taken)[place] == 0


def test_a_ubl_invoice_and_a_type_that_is_neither_are_named(made: Made, order: Order) -> None:
    ubl = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
    with pytest.raises(WrongFacturx, match="UBL"):
        invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=ubl)
    content = _rewritten(order, ("<ram:TypeCode>380<", "<ram:TypeCode>386<"))
    with pytest.raises(Differs) as refused:
        invoice_import(actor=made.cast.actor("contractor"), market=made.market, content=content)
    assert any("386, et non 380 ou 381" in one for one in refused.value.faults)


def test_our_invoices_bear_the_buyer_s_address_the_category_and_the_framework_of_their_day(
    made: Made, order: Order
) -> None:
    rep, member = made.cast.actor("member_rep"), made["valmarais"]
    billing_write(
        actor=rep,
        member=member,
        said=Billing(street="Place de la  Mairie", postcode="44999", city="Valmarais"),
    )
    xml = bytes(invoice_issue(actor=made.cast.actor("contractor"), order=order, year=0).file.xml).decode()
    buyer = xml[xml.index("<ram:BuyerTradeParty>") : xml.index("</ram:BuyerTradeParty>")]
    assert all(one in buyer for one in ("Place de la Mairie", "44999", "Valmarais"))
    assert "prestation de services" in xml
    framework = {
        (channel, day): billing.framework_of(channel, day)
        for channel in (Channel.CHORUS, Channel.PLATFORM)
        for day in (date(2026, 8, 31), date(2026, 9, 1))
    }
    assert list(framework.values()) == ["A1", "A1", "", "S1"]
    plain = theirs_of_private(order)
    check(etree.fromstring(facturx.to_xml(plain)))


def theirs_of_private(order: Order) -> invoicing.Invoice:
    """Of a day when no platform was: without a framework."""
    first = Invoice.objects.get()
    lines = billing.of_invoice(first.lines.order_by("position"))
    return replace(billing.document(first, lines, seller_of(order.market)), framework="")
