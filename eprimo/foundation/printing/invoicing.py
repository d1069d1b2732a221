"""An invoice as EN 16931 sees it: parties, lines, totals. Amounts are euros, quantities and prices Decimals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")
# BT-146 keeps four decimals; more would be cut by who reads it.
PRICE_STEP = Decimal("0.0001")
VAT = Decimal(20)


class Kind(StrEnum):
    """BT-3, from UNTDID 1001."""

    INVOICE = "380"
    CREDIT = "381"


@dataclass(frozen=True, kw_only=True)
class Party:
    """A seller or a buyer. `siret` has fourteen digits."""

    name: str
    siret: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    # Of a seller: where it is paid. An invoice without it has no payment instruction.
    iban: str = ""
    bic: str = ""
    # « SAS au capital de… »: BT-33.
    legal: str = ""

    @property
    def siren(self) -> str:
        return self.siret[:9]

    @property
    def vat_number(self) -> str:
        """The French VAT number: a key of two digits made from the SIREN (CGI, annexe II, art. 286 ter)."""
        return f"FR{(12 + 3 * (int(self.siren) % 97)) % 97:02d}{self.siren}"


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is sold to one school. `note` holds its UAI, for who books by school (BT-127)."""

    name: str
    quantity: Decimal
    price: Decimal
    note: str = ""
    detail: str = ""
    # In percent.
    vat: Decimal = VAT
    # What is asked of quantity times price, and why the rest is not (BG-27); None: all of it.
    net: Decimal | None = None
    less: str = ""
    # The first and the last day that it is for (BG-26).
    days: tuple[date, date] | None = None

    @property
    def gross(self) -> Decimal:
        """Quantity times price."""
        return (self.quantity * self.price).quantize(CENT, ROUND_HALF_UP)

    @property
    def amount(self) -> Decimal:
        """BT-131, without VAT."""
        return self.gross if self.net is None else self.net

    @property
    def allowance(self) -> Decimal:
        """BT-136: what is not asked."""
        return self.gross - self.amount


def vat_of(base: Decimal, rate: Decimal) -> Decimal:
    """VAT of a sum, to the cent, half up."""
    return (base * rate / 100).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What is taken off the whole before VAT, at a rate, and why (BG-20)."""

    reason: str
    amount: Decimal
    vat: Decimal = VAT


@dataclass(frozen=True)
class Rate:
    """A rate of VAT, what it is applied to, and what it makes."""

    percent: Decimal
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, kw_only=True)
class Preceding:
    """The invoice that a credit note corrects (BG-3)."""

    number: str
    issued_on: date


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice, or a credit note when `kind` says so: its amounts are positive all the same (type 381).

    `order` is the order form, `engagement` what Chorus Pro reads in its place (BT-13) when the buyer asks for it,
    `service` the buyer's service code (BT-10), `contract` the market's number (BT-12). `last_day` is the last day
    of the period, itself within it. ValueError when the lines cannot make an invoice.
    """

    number: str
    issued_on: date
    due_on: date | None
    seller: Party
    buyer: Party
    lines: Sequence[Line]
    first_day: date
    last_day: date
    order: str
    contract: str = ""
    service: str = ""
    engagement: str = ""
    # BT-23: « A1 » is what Chorus Pro calls the deposit of an invoice, « S1 » what a platform calls that of a service.
    framework: str = "A1"
    kind: Kind = Kind.INVOICE
    preceding: Preceding | None = None
    # Of a credit note: what earlier ones gave back of the same invoice before VAT, by rate. VAT is rounded on all that
    # was given back, so that credit notes come together to the VAT of the invoice, however many they are.
    earlier: Mapping[Decimal, Decimal] = field(default_factory=dict)
    # What the market is, as each of its documents says it.
    subject: str = ""
    # Said to the reader: the reason of a credit note.
    remark: str = ""
    allowances: Sequence[Allowance] = ()
    # Taken off what is to be paid, without VAT (BT-113), with what is told of it.
    withheld: Decimal = Decimal(0)
    withheld_for: Sequence[str] = ()
    # Fixed sentences that the law wants on it, by their UNTDID 4451 code.
    mentions: Sequence[tuple[str, str]] = ()

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError("An invoice has lines.")
        if self.last_day < self.first_day:
            raise ValueError("A period ends after it starts.")
        if any(line.price != line.price.quantize(PRICE_STEP) for line in self.lines):
            raise ValueError("A price keeps four decimals.")
        if any(line.vat <= 0 for line in self.lines):
            raise ValueError("A line bears VAT.")
        if any(line.price < 0 for line in self.lines):
            raise ValueError("A price is not negative.")
        if any(line.allowance < 0 or (line.allowance and not line.less) for line in self.lines):
            raise ValueError("A line asks at most quantity times price, and says why it asks less.")
        if any(one.amount <= 0 or not one.reason for one in self.allowances):
            raise ValueError("What is taken off is positive, and says why.")
        if any(one.base < 0 for one in self.rates) or not 0 <= self.withheld <= self.total:
            raise ValueError("No more is taken off than is asked.")
        if (self.kind is Kind.CREDIT) != (self.preceding is not None):
            raise ValueError("A credit note names the invoice that it corrects, an invoice names none.")

    @property
    def of_lines(self) -> Decimal:
        """BT-106."""
        return sum((line.amount for line in self.lines), Decimal(0)).quantize(CENT)

    @property
    def allowed(self) -> Decimal:
        """BT-107."""
        return sum((one.amount for one in self.allowances), Decimal(0)).quantize(CENT)

    @property
    def net(self) -> Decimal:
        """BT-109."""
        return self.of_lines - self.allowed

    @property
    def rates(self) -> list[Rate]:
        """BG-23: each rate with its sums, rounded once (BR-CO-17); the highest first."""
        bases: dict[Decimal, Decimal] = {}
        for line in self.lines:
            bases[line.vat] = bases.get(line.vat, Decimal(0)) + line.amount
        for one in self.allowances:
            bases[one.vat] = bases.get(one.vat, Decimal(0)) - one.amount
        return [
            Rate(rate, base.quantize(CENT), self._tax(rate, base))
            for rate, base in sorted(bases.items(), reverse=True)
        ]

    def _tax(self, rate: Decimal, base: Decimal) -> Decimal:
        """VAT of all that was given back with this, less that of what was given back before."""
        before = self.earlier.get(rate, Decimal(0))
        return vat_of(before + base, rate) - vat_of(before, rate)

    @property
    def tax(self) -> Decimal:
        """BT-110."""
        return sum((one.tax for one in self.rates), Decimal(0)).quantize(CENT)

    @property
    def total(self) -> Decimal:
        """BT-112."""
        return self.net + self.tax

    @property
    def due(self) -> Decimal:
        """BT-115."""
        return self.total - self.withheld
