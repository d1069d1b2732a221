"""What orders cost within a year, to the cent: each case was counted by hand, days on a calendar.

C1 is 1.80 € an account, P1 40 € a school below a hundred accounts, G1 70 € from a hundred on, M1 30 € to set one up.
The years of the market are [19 July, 19 July[; that of 2027 has the 29th of February 2028, 366 days.
"""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing import invoicing
from eprimo.steering.consortium.enums import EndReading
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import OrderKind
from eprimo.steering.orders.invoice import billing
from eprimo.steering.orders.invoice.actions.invoices import invoice_credit, seller_write
from eprimo.steering.orders.models import InvoiceLine, OrderDocument
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from eprimo.steering.orders.order.charges import Before, charges
from eprimo.steering.orders.order.periods import plan, shares_of
from eprimo.steering.prices.cost import Price, SchoolQuantity, YearCost
from eprimo.steering.prices.enums import Bands, Begins, Part, Rounding, Unit
from eprimo.steering.prices.terms import MINIMUM, Terms, terms_words
from tests.cast import Cast
from tests.steering.orders.billed import SELLER, account, bill
from tests.steering.orders.ordering import joined, ordering

_20 = Decimal(20)
C1 = Price("C1", "Compte", Unit.PUPIL, Decimal("1.80"), _20)
P1 = Price("P1", "Petite école", Unit.SCHOOL, Decimal(40), _20, below_accounts=100)
G1 = Price("G1", "École", Unit.SCHOOL, Decimal(70), _20, from_accounts=100)
M1 = Price("M1", "Mise en service", Unit.SCHOOL, Decimal(30), _20, once=True)
MARKET = Market(starts_on=date(2026, 7, 19))
BY_DAY = Terms(Begins.ORDER, Part.DAY, Bands.AT_ONCE)
LATE = date(2026, 9, 28)
NEW_YEAR = date(2027, 1, 1)


def first(terms: Terms, sent_on: date, *accounts: int, prices: tuple[Price, ...] = (C1,)) -> list[YearCost]:
    """The first order of a member, a school a number."""
    schools = [SchoolQuantity(place, number) for place, number in enumerate(accounts, 1)]
    years = shares_of(MARKET, plan(MARKET, OrderKind.FIRST, 1, MARKET.starts_on), sent_on, terms)
    return charges(prices, schools, (), Before(), years, terms)


def more(
    terms: Terms, day: date, held: int, added: int, *, prices: tuple[Price, ...] = (C1, P1, G1)
) -> list[YearCost]:
    """A complement that is sent on the day its accounts open, in a school that had some."""
    before = Before(frozenset({1}), [SchoolQuantity(1, held)])
    years = shares_of(MARKET, plan(MARKET, OrderKind.COMPLEMENT, 1, day), day, terms)
    return charges(prices, [SchoolQuantity(1, added)], (), before, years, terms)


def sums(years: list[YearCost]) -> list[str]:
    return [f"{year.ht:.2f}" for year in years]


def owed(year: YearCost) -> dict[str, str]:
    return {line.code: f"{line.ht:.2f}" for line in year.lines}


def test_money_01_an_order_of_28_september_is_owed_by_day_from_that_day() -> None:
    """3 days of September, 31, 30, 31, 31, 28, 31, 30, 31, 30, then 18: 294. 144 × 294 / 365 = 115.989."""
    years = first(BY_DAY, LATE, 80)
    assert sums(years) == ["115.99", "144.00"]
    assert (
        years[0].lines[0].calculation.replace("\N{NO-BREAK SPACE}", " ") == "80 × 1,80 € × 294 jours sur 365"
    )


def test_money_02_by_month_a_month_that_is_begun_is_owed() -> None:
    """Two whole months are over on 28 September, ten are owed; on 18 September one is over; on 19 September two."""
    by_month = replace(BY_DAY, part=Part.MONTH)
    assert sums(first(by_month, LATE, 80)) == ["120.00", "144.00"]
    assert sums(first(by_month, date(2026, 9, 18), 80))[0] == "132.00"
    assert sums(first(by_month, date(2026, 9, 19), 80))[0] == "120.00"


def test_money_03_by_year_a_year_that_is_begun_is_owed_whole() -> None:
    assert sums(first(replace(BY_DAY, part=Part.YEAR), LATE, 80)) == ["144.00", "144.00"]


def test_money_04_from_the_entry_into_force_the_day_of_the_order_changes_nothing() -> None:
    assert sums(first(replace(BY_DAY, begins=Begins.ENTRY), LATE, 80)) == ["144.00", "144.00"]


def test_money_05_from_the_school_year_an_order_is_owed_from_1_september() -> None:
    """27 days more than from the 28th: 321. 144 × 321 / 365 = 126.641. In August that of the year before runs."""
    by_school = replace(BY_DAY, begins=Begins.SCHOOL_YEAR)
    assert sums(first(by_school, LATE, 80)) == ["126.64", "144.00"]
    assert sums(first(by_school, date(2026, 8, 20), 80)) == ["144.00", "144.00"]


def test_money_06_an_order_sent_before_the_market_starts_is_owed_from_its_start() -> None:
    assert sums(first(BY_DAY, date(2026, 5, 18), 80)) == ["144.00", "144.00"]
    assert sums(first(BY_DAY, date(2026, 7, 19), 80)) == ["144.00", "144.00"]


def test_money_07_99_accounts_then_2_cost_what_101_cost() -> None:
    """181.80 of accounts and 70 of the size, whichever way: 178.20 + 40, then 3.60 + 30."""
    day = MARKET.starts_on
    one, then = first(BY_DAY, day, 99, prices=(C1, P1, G1)), more(BY_DAY, day, 99, 2)
    assert (sums(one), sums(then)) == (["218.20", "218.20"], ["33.60", "33.60"])
    assert sums(first(BY_DAY, day, 101, prices=(C1, P1, G1))) == ["251.80", "251.80"]


def test_money_08_a_complement_that_crosses_a_band_owes_the_difference_from_its_day() -> None:
    """From 1 January 2027 to 18 July: 199 days. 30 × 199 / 365 = 16.356; 3.60 × 199 / 365 = 1.963."""
    years = more(BY_DAY, NEW_YEAR, 99, 2)
    assert [owed(year) for year in years] == [{"C1": "1.96", "G1": "16.36"}, {"C1": "3.60", "G1": "30.00"}]
    assert "moins la tranche P1" in years[0].lines[-1].designation
    assert owed(more(BY_DAY, NEW_YEAR, 90, 9)[1]) == {"C1": "16.20"}


def test_money_09_or_from_the_next_year_of_the_market() -> None:
    years = more(replace(BY_DAY, bands=Bands.NEXT_YEAR), NEW_YEAR, 99, 2)
    assert [owed(year) for year in years] == [{"C1": "1.96"}, {"C1": "3.60", "G1": "30.00"}]


def test_money_10_or_not_before_the_period_ends() -> None:
    years = more(replace(BY_DAY, bands=Bands.FIRST), NEW_YEAR, 99, 2)
    assert [owed(year) for year in years] == [{"C1": "1.96"}, {"C1": "3.60"}]


def test_money_11_a_bigger_size_that_costs_less_gives_nothing_back() -> None:
    cheaper = replace(G1, ht=Decimal(35))
    assert owed(more(BY_DAY, NEW_YEAR, 99, 2, prices=(P1, cheaper))[1]) == {}


def test_money_12_a_leap_year_has_366_days() -> None:
    """19 January 2028 to 18 July: 13, 29, 31, 30, 31, 30, 18: 182. 18 × 182 / 366 = 8.951; the last day alone 0.049."""
    assert sums(more(BY_DAY, date(2028, 1, 19), 50, 10)) == ["8.95"]
    assert sums(more(BY_DAY, date(2028, 7, 18), 50, 10)) == ["0.05"]


def test_money_13_each_line_is_rounded_and_the_way_is_the_contract_s() -> None:
    """115.989 whole; 57.9945 twice. Down: 115.98; 57.99."""
    down = replace(BY_DAY, rounding=Rounding.DOWN)
    assert (sums(first(BY_DAY, LATE, 80))[0], sums(first(BY_DAY, LATE, 40, 40))[0]) == ("115.99", "115.98")
    assert (sums(first(down, LATE, 80))[0], sums(first(down, LATE, 40, 40))[0]) == ("115.98", "115.98")


def test_money_14_a_minimum_tops_up_each_year_that_owes_something() -> None:
    """2 accounts: 3.60 a year, so 46.40 more; none where 50 is passed, nor for a year of which nothing is owed."""
    least = replace(BY_DAY, part=Part.YEAR, minimum_ht=Decimal(50))
    assert owed(more(least, NEW_YEAR, 50, 2)[0]) == {"C1": "3.60", MINIMUM: "46.40"}
    assert owed(first(least, LATE, 80)[0]) == {"C1": "144.00"}
    assert [owed(year) for year in first(least, date(2027, 9, 1), 2)] == [
        {},
        {"C1": "3.60", MINIMUM: "46.40"},
    ]


def test_money_16_the_last_day_of_a_market_that_ends_on_the_named_day_begins_a_month_that_is_owed() -> None:
    """[19 July 2027, 20 July 2028[ is a year of 367 days, and its last day a thirteenth month: one of twelve is owed,
    as of 19 June on, 144 / 12; by day 144 / 367 = 0.392."""
    market = Market(starts_on=date(2026, 7, 19), end_reading=EndReading.NAMED)
    by_month, last = replace(BY_DAY, part=Part.MONTH), date(2028, 7, 19)
    for terms, day, parts, owed_ht in (
        (by_month, last, (1, 12), "12.00"),
        (by_month, date(2028, 6, 19), (1, 12), "12.00"),
        (by_month, date(2028, 6, 18), (2, 12), "24.00"),
        (BY_DAY, last, (1, 367), "0.39"),
    ):
        years = shares_of(market, plan(market, OrderKind.COMPLEMENT, 1, day), day, terms)
        [year] = charges((C1,), [SchoolQuantity(1, 80)], (), Before(), years, terms)
        assert ((year.lines[0].share.parts, year.lines[0].share.whole), f"{year.ht:.2f}") == (parts, owed_ht)
    assert any("sur les jours de l’année du marché" in one for one in terms_words(BY_DAY))


def test_money_17_a_minimum_has_the_rate_of_most_of_what_is_owed() -> None:
    """Ten lines of 50 € at 5.5 % are more than one of 60 € at 20 %."""
    low = Price("P5", "Petite école", Unit.SCHOOL, Decimal(50), Decimal("5.5"))
    high = Price("M1", "Par membre", Unit.MEMBER, Decimal(60), _20)
    terms = replace(BY_DAY, part=Part.YEAR, minimum_ht=Decimal(1000))
    year = first(terms, LATE, *[10] * 10, prices=(high, low))[0]
    [line] = [one for one in year.lines if one.code == MINIMUM]
    assert (line.ht, line.vat_rate) == (Decimal(440), Decimal("5.5"))


def test_money_15_vat_is_rounded_once_on_what_is_owed_and_set_up_is_owed_whole_in_the_first_year() -> None:
    """115.98 × 20 % = 23.196. An order of 1 September 2027 owes nothing of the first year; 322 days of 366 of the
    second: 144 × 322 / 366 = 126.689, and 30 to set up."""
    [year, _] = first(BY_DAY, LATE, 40, 40)
    assert (f"{year.vat:.2f}", f"{year.ttc:.2f}") == ("23.20", "139.18")
    nothing, second = first(BY_DAY, date(2027, 9, 1), 80, prices=(C1, M1))
    assert (owed(nothing), owed(second)) == ({}, {"C1": "126.69", "M1": "30.00"})


def test_money_18_credit_notes_come_to_the_vat_of_the_invoice_however_they_are_split() -> None:
    """46 accounts of 1.95 € for 230 days of 365: 56.52 €, 11.30 € of VAT. Rounded by note, many splits gave a cent."""
    line = InvoiceLine(
        code="C1", designation="Compte", quantity=46, unit_ht=Decimal("1.95"), vat_rate=_20, parts=230, whole=365,
        sum_ht=Decimal("56.52"),
    )  # fmt: skip
    by_note = 0
    for first_part in range(1, 46):
        parts = [billing.taken(line, first_part, 0), billing.taken(line, 46 - first_part, first_part)]
        assert sum(one.ht for one in parts) == Decimal("56.52")
        alone = [credit_of(one, {}).tax for one in parts]
        together = [alone[0], credit_of(parts[1], {_20: parts[0].ht}).tax]
        assert sum(together) == Decimal("11.30")
        by_note += sum(alone) != Decimal("11.30")
    assert by_note > 10


@pytest.mark.parametrize("owed_for_all", ["56.52", "56.51", "56.58"])
def test_money_18_parts_of_a_credit_note_come_to_the_line_however_it_was_rounded(owed_for_all: str) -> None:
    """To the half cent, down, or by each account, as other software does: the last part closes it to the cent."""
    line = InvoiceLine(
        code="C1", designation="Compte", quantity=46, unit_ht=Decimal("1.95"), vat_rate=_20, parts=230, whole=365,
        sum_ht=Decimal(owed_for_all),
    )  # fmt: skip
    for first_part in range(1, 46):
        parts = [billing.taken(line, first_part, 0), billing.taken(line, 46 - first_part, first_part)]
        assert sum(one.ht for one in parts) == Decimal(owed_for_all)


def credit_of(line: billing.Drawn, earlier: dict[Decimal, Decimal]) -> invoicing.Invoice:
    party = invoicing.Party(name="Titulaire", siret="21440109300016")
    day = date(2026, 11, 24)
    return invoicing.Invoice(
        number="AV-1", issued_on=day, due_on=None, seller=party, buyer=party, lines=[line.document], first_day=day,
        last_day=day, order="BC-1", kind=invoicing.Kind.CREDIT, earlier=earlier,
        preceding=invoicing.Preceding(number="FAC-1", issued_on=day),
    )  # fmt: skip


def test_money_19_half_a_cent_is_a_cent() -> None:
    assert invoicing.vat_of(Decimal("0.625"), _20) == Decimal("0.13")
    line = invoicing.Line(name="Compte", quantity=Decimal(1), price=Decimal("0.125"))
    assert line.gross == Decimal("0.13")


def test_money_20_exactly_the_minimum_is_topped_up_by_nothing() -> None:
    """80 accounts are 144 € a year."""
    least = replace(BY_DAY, part=Part.YEAR, minimum_ht=Decimal(144))
    assert owed(first(least, LATE, 80)[0]) == {"C1": "144.00"}
    above = replace(least, minimum_ht=Decimal("144.01"))
    assert owed(first(above, LATE, 80)[0]) == {"C1": "144.00", MINIMUM: "0.01"}


def test_money_21_what_is_owed_once_is_not_asked_again_in_the_second_period() -> None:
    """Set-up of a school, and options that are owed once: of the member, or of each school."""
    by_member = Price("O2", "Lien", Unit.MEMBER, Decimal(90), _20, is_option=True, once=True)
    by_school = Price("O3", "Reprise", Unit.SCHOOL, Decimal(20), _20, is_option=True, once=True)
    prices = (C1, M1, by_member, by_school)
    schools = [SchoolQuantity(1, 50), SchoolQuantity(2, 50)]
    years = shares_of(MARKET, plan(MARKET, OrderKind.SECOND, 2, date(2028, 7, 19)), LATE, BY_DAY)
    new = charges(prices, schools, ("O2", "O3"), Before(), years, BY_DAY)[0]
    assert sorted((line.code, line.school) for line in new.lines if line.code != "C1") == [
        ("M1", 1), ("M1", 2), ("O2", None), ("O3", 1), ("O3", 2),
    ]  # fmt: skip
    before = Before(ever=frozenset({1}), set_up=frozenset({("O2", None), ("O3", 1)}))
    again = charges(prices, schools, ("O2", "O3"), before, years, BY_DAY)[0]
    assert sorted((line.code, line.school) for line in again.lines if line.code != "C1") == [
        ("M1", 2),
        ("O3", 2),
    ]


def test_a_period_that_ends_on_the_day_that_is_named_has_its_last_day_in_its_own_year() -> None:
    """« prend fin le 19 juillet »: the first period has the 19th, its second year 367 days; nothing falls between."""
    named = Market(starts_on=date(2026, 7, 19), end_reading=EndReading.NAMED)
    day = date(2028, 7, 19)
    last = plan(named, OrderKind.COMPLEMENT, 1, day)
    [(year, share)] = shares_of(named, last, day, BY_DAY)
    assert share is not None
    assert (year, share.parts, share.whole) == (1, 1, 367)
    [(year, share), _] = shares_of(named, plan(named, OrderKind.SECOND, 2, date(2028, 7, 20)), day, BY_DAY)
    assert share is not None
    assert (year, share.is_partial, share.first) == (2, False, date(2028, 7, 20))
    gone = Market(starts_on=date(2026, 7, 19), ended_early_on=date(2028, 7, 1))
    assert shares_of(gone, plan(gone, OrderKind.SECOND, 2, day), date(2028, 6, 1), BY_DAY) == []


@pytest.mark.django_db
def test_an_order_of_28_september_is_not_invoiced_from_19_july(cast: Cast) -> None:
    """Brive's form: its paper, its invoice, and what a credit note gives back of it, bit by bit, to the cent."""
    with clock.frozen(datetime(2026, 9, 28, 9, tzinfo=UTC)):
        made = ordering(cast, terms=BY_DAY)
        by, brive = cast.actor("managing_body"), made.schools["brive"]
        order = order_save(actor=by, member=made["brive"], accounts={brive.pk: 80})
        order = joined(made, order_propose(actor=by, order=order))
        order = order_acknowledge(actor=cast.actor("contractor"), order=order, seen=True)
        paper = PdfReader(io.BytesIO(bytes(OrderDocument.objects.get(order=order).content)))
        words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
        assert "294 jours sur 365, du 28 septembre 2026 au 18 juillet 2027" in words
        assert "115,99 €" in words
        assert "Un prix annuel est dû à partir du jour où le bon est envoyé" in words
        seller_write(actor=cast.actor("contractor"), market=made.market, said=SELLER)
        account(made.market)
        invoice = bill(made, order)
    assert (invoice.first_day, invoice.last_day) == (LATE, date(2027, 7, 18))
    # 115.99 and 30 to set up.
    assert (invoice.net, invoice.total) == (Decimal("145.99"), Decimal("175.19"))
    xml = bytes(invoice.file.xml).decode()
    assert "Année comptée pour 294\N{NO-BREAK SPACE}jours sur 365" in xml
    assert "<ram:ActualAmount>28.01</ram:ActualAmount>" in xml
    paper = PdfReader(io.BytesIO(bytes(invoice.file.pdf)))
    assert "294 jours sur 365" in " ".join(" ".join(one.extract_text() for one in paper.pages).split())
    place = invoice.lines.get(code="C1").position
    parts = [
        invoice_credit(
            actor=cast.actor("contractor"),
            invoice=invoice,
            quantities={place: number},
            reason="Compte en trop",
        ).net
        for number in (7, 33, 40)
    ]
    # 12.6 × 294 / 365 = 10.149; 40 accounts: 57.9945; 80: all of it.
    assert parts == [Decimal("10.15"), Decimal("47.84"), Decimal("58.00")]
    assert sum(parts) == Decimal("115.99")
