"""Sheets of cells (CSV) and names of downloads, safe for who opens them."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import quote

# What makes a spreadsheet read a cell as a formula, its full-width twins included; after leading blanks too.
_FORMULA = re.compile(r"\A[\s\u00a0\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|\A[\t\r\n]")
_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_UNSAFE_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|;%\u2028\u2029]+')
_NAME_LENGTH = 120

type Cell = str | int | float | bool | date | datetime | None


def safe_cell(value: Cell) -> str:
    """Text of a cell; what a spreadsheet would run is prefixed by an apostrophe. Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    text = value.replace("\x00", "")
    return f"'{text}" if _FORMULA.match(text) else text


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV that French spreadsheets open in one click: UTF-8 with BOM, `;`, CRLF, decimal comma."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def filename(stem: str, extension: str) -> str:
    """A file name that every system takes: no path, control or bidi character, at most 120 letters and a suffix."""
    text = unicodedata.normalize("NFC", stem).translate(_BIDI)
    text = _UNSAFE_NAME.sub(" ", text)
    text = " ".join(text.split()).strip(" .")[:_NAME_LENGTH].rstrip(" .")
    return f"{text or 'document'}.{extension}"


def content_disposition(stem: str, extension: str, *, inline: bool = False) -> str:
    """Value of the header (RFC 6266): an ASCII name for old readers, the true one in UTF-8."""
    name = filename(stem, extension)
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    kind = "inline" if inline else "attachment"
    if bare.startswith("."):
        bare = f"document{bare}"
    header = f'{kind}; filename="{bare}"'
    return header if bare == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"
