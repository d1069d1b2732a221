"""What a file of the contractor says, as the sandbox gives it: an invoice, as far as it is compared with its order, or
states of deposits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A line of the invoice in a file."""

    uai: str
    name: str
    quantity: Decimal
    amount: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class GivenAllowance:
    """What a file takes off the whole before VAT (BG-20)."""

    amount: Decimal
    vat: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class GivenParty:
    """Every identifier that a file gives of a seller or a buyer, wherever it stands: two of them may contradict."""

    sirens: frozenset[str] = frozenset()
    sirets: frozenset[str] = frozenset()
    vat_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """What the file of an invoice says, as far as it is compared. What it does not say is empty or None."""

    reference: str
    kind: str
    issued_on: date | None
    due_on: date | None
    seller: GivenParty
    buyer: GivenParty
    orders: frozenset[str]
    engagement: str
    service: str
    first_day: date | None
    last_day: date | None
    net: Decimal | None
    tax: Decimal | None
    total: Decimal | None
    due: Decimal | None = None
    accounts: frozenset[str] = frozenset()
    # Who else it names: a payee (BG-10), a tax representative of the seller (BG-11).
    payee: str = ""
    representative: str = ""
    # Whether it is taken from the buyer's account (BG-19).
    is_debited: bool = False
    # « EUR » (BT-5); of a credit note, the invoice that it corrects (BT-25) and why (BT-22).
    currency: str = ""
    preceding: str = ""
    words: str = ""
    lines: Sequence[GivenLine] = field(default=())
    allowances: Sequence[GivenAllowance] = field(default=())


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of an invoice that was read: its XML, what it says, what the standard only warns of. `breaches`: what it
    breaks of the standard, a sentence each; then nothing of what it says is read."""

    xml: bytes
    given: Given | None
    warnings: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()


MOST_STATES = 20_000


class WrongStates(StrEnum):
    """Why a file is none of states."""

    COLUMNS = "columns"
    MANY = "many"
    NONE = "none"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class StateLine:
    """A line of a file of states, as it was written."""

    line: int
    reference: str
    state: str
    on: date | None
