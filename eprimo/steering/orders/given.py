"""What the file of an invoice says, as far as it is compared with its order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

# What a file is refused for that breaks the standard; a Flaw otherwise.
STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class GivenLine:
    uai: str
    name: str
    quantity: Decimal
    amount: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Given:
    """What a file says, as far as it is compared. Nothing said: empty, None."""

    reference: str
    kind: str
    issued_on: date | None
    due_on: date | None
    seller_siren: str
    buyer_siret: str
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
    lines: Sequence[GivenLine] = field(default=())


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that keeps the standard: its XML, and what it says."""

    xml: bytes
    given: Given
