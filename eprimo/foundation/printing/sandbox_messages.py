"""What the children of the sandbox tell of a file: shapes only, no library that reads one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_ROWS, MOST_COLUMNS, MOST_CELLS, LONGEST_CELL = 10_000, 256, 200_000, 32_767

# The file of an invoice inside its PDF: of Factur-X, of ZUGFeRD before it, of XRechnung.
FACTURX = "factur-x.xml"
INVOICE_FILES = (FACTURX, "zugferd-invoice.xml", "xrechnung.xml")


class Flaw(StrEnum):
    """Why a file is no Factur-X that can be read: what its parser refuses it for."""

    PDF = "pdf"
    HUGE = "huge"
    MANY_FILES = "many-files"
    TWO_INVOICES = "two-invoices"
    NO_FILE = "no-file"
    XML = "xml"
    NOT_INVOICE = "not-invoice"
    UBL = "ubl"
    INSTRUCTION = "instruction"
    # A format of before the standard, and profiles that say sums alone.
    OLD = "old"
    NO_LINES = "no-lines"


type Cell = str | bool | int | float


@dataclass(frozen=True, slots=True)
class FirstSheet:
    """The rows of the first sheet of a workbook, as far as something stands in them; whether cells of it are merged."""

    rows: list[list[Cell]]
    merged: bool


class Problem(StrEnum):
    """Why an electronic signature, or a certificate, is not taken."""

    UNREAD = "unread"
    MANY = "many"
    # No way from its certificate to one that was filed.
    CHAIN = "chain"
    EXPIRED = "expired"
    REVOKED = "revoked"
    # The certificate is not made for signing, or signs no others.
    USE = "use"


@dataclass(frozen=True, slots=True)
class Signed:
    """One electronic signature. `is_whole`: nothing that was signed changed since. `said_at`: the instant that the
    signer says, proved by nobody. `problem`: why its certificate is not trusted; empty: it is."""

    signer: str
    issuer: str
    said_at: datetime | None
    is_whole: bool
    problem: str


@dataclass(frozen=True, slots=True)
class SignedFile:
    """Every electronic signature of a PDF, in order."""

    signatures: tuple[Signed, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that signs others, as far as people read it."""

    der: bytes
    subject: str
    issuer: str
    sha256: str
    starts: datetime
    ends: datetime
