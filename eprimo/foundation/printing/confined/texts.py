"""A table written as text (CSV): UTF-8, UTF-16 with its mark, or what Windows writes; columns parted by the sign that
its titles have most."""

import codecs
import csv
import io

from eprimo.foundation.kernel.text import visible_text
from eprimo.foundation.printing.sandbox_messages import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    FirstSheet,
)
from eprimo.foundation.sandbox.refusal import Refused

_SEPARATORS = ";\t,"
# A child loads nothing later.
for _name in ("utf-16", "utf-8-sig", "cp1252"):
    codecs.lookup(_name)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def first_table(content: bytes) -> FirstSheet:
    """Raises Refused: « table » for what is no text of columns, « huge » for one beyond the limits of a workbook."""
    text = _text(content)
    titles = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=titles.count)
    if "\0" in text or separator not in titles:
        raise Refused("table")
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            cells += len(row)
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS:
                raise Refused("huge")
            rows.append([_cell(one) for one in row])
    except csv.Error as error:
        raise Refused("table") from error
    width = max(map(len, rows), default=0)
    if len(rows) * width > MOST_CELLS:
        raise Refused("huge")
    return FirstSheet([[*row, *[""] * (width - len(row))] for row in rows], merged=False)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-16" if content.startswith(_WIDE) else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _cell(text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise Refused("huge")
    return visible_text(text)
