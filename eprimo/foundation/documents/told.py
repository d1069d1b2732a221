"""What the children of the sandbox tell of a file: shapes only, no library that reads one."""

from dataclasses import dataclass
from enum import StrEnum

MOST_ROWS, MOST_COLUMNS, MOST_CELLS, LONGEST_CELL = 10_000, 256, 200_000, 32_767

# The file of an invoice inside its PDF.
FACTURX = "factur-x.xml"


class Flaw(StrEnum):
    """Why a file is no Factur-X that can be read: what its parser refuses it for."""

    PDF = "pdf"
    HUGE = "huge"
    MANY_FILES = "many-files"
    NO_FILE = "no-file"
    XML = "xml"
    NOT_INVOICE = "not-invoice"
    UBL = "ubl"
    INSTRUCTION = "instruction"


type Cell = str | bool | int | float


@dataclass(frozen=True, slots=True)
class FirstSheet:
    """The rows of the first sheet of a workbook, as far as something stands in them; whether cells of it are merged."""

    rows: list[list[Cell]]
    merged: bool
