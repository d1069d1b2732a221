"""The first sheet of a workbook (XLSX, ODS). Its cells are counted as they are read, before anything holds them."""

import io
import re
from collections.abc import Mapping

from lxml import etree
from python_calamine import CalamineError, load_workbook

from eprimo.foundation.kernel.text import visible_text
from eprimo.foundation.printing.confined.archives import repacked, unpacked
from eprimo.foundation.printing.sandbox_messages import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    FirstSheet,
)
from eprimo.foundation.sandbox.refusal import Refused

# Elements that stand in one another.
_DEEPEST = 60
_AT_ONCE = 1 << 16
_KIND = "mimetype"
_SPANNED = re.compile(rb'table:number-(?:columns|rows)-spanned="(?!1")')
_END_OF_FIRST = b"</table:table>"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def first_sheet(content: bytes) -> FirstSheet:
    """Raises Refused: « sheet » for what is no workbook, « huge » for one beyond the limits above."""
    try:
        parts = unpacked(content, lambda name: name.endswith((".xml", ".rels")) or name == _KIND)
    except Refused as refused:
        raise Refused("huge" if refused.code == "huge" else "sheet") from refused
    if "xl/workbook.xml" not in parts and "content.xml" not in parts:
        raise Refused("sheet")
    for name, part in parts.items():
        if name != _KIND:
            _look_at(part)
    try:
        book = load_workbook(io.BytesIO(repacked(parts)))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
        merged = bool(sheet.merged_cell_ranges)
    except (CalamineError, OSError, ValueError, IndexError, RuntimeError) as error:
        raise Refused("sheet") from error
    # The range that Excel merged; OpenDocument says it on the cell.
    first, _, _ = parts.get("content.xml", b"").partition(_END_OF_FIRST)
    return FirstSheet(
        [[_cell(one) for one in row] for row in rows], merged or _SPANNED.search(first) is not None
    )


def _cell(value: object) -> Cell:
    if isinstance(value, bool | int | float):
        return value
    text = visible_text(str(value))
    if len(text) > LONGEST_CELL:
        raise Refused("huge")
    return text


def _look_at(part: bytes) -> None:
    """Count what stands in a part, in constant memory, whatever it calls itself."""
    parser = etree.XMLParser(target=_Counter(), resolve_entities=False, no_network=True, huge_tree=False)
    try:
        for at in range(0, len(part), _AT_ONCE):
            parser.feed(part[at : at + _AT_ONCE])
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Refused("sheet") from error


class _Counter:
    """Hears the elements of a part. A rectangle is counted whole: that is what a reader makes of two far cells."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = self.depth = 0
        # Where the next cell stands that does not say it.
        self._row = self._column = 0
        self._at = (0, 0)
        self._full = False
        # Of OpenDocument: how often the row and the cell come, cells of this row, empty rows before the next full one.
        self._row_times = self._times = 1
        self._here = self._last = 0
        self._empty_rows = 0

    def doctype(self, name: str, public: str, system: str) -> None:  # noqa: ARG002 - what lxml calls
        raise Refused("sheet")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Refused("huge")
        name = tag.rpartition("}")[2]
        if name == "table-row" and tag.startswith(_TABLE):
            self._row_times = _times(attributes.get(f"{_TABLE}number-rows-repeated"))
            self._here = self._last = 0
        elif name in {"table-cell", "covered-table-cell"} and tag.startswith(_TABLE):
            self._times = _times(attributes.get(f"{_TABLE}number-columns-repeated"))
            self._full = f"{_OFFICE}value-type" in attributes
        elif name == "p" and tag.startswith(_TEXT):
            self._full = True
        elif name == "table" and tag.startswith(_TABLE):
            self.rows, self.columns, self._empty_rows = 0, 0, 0
        elif name == "row":
            self._row, self._column = self._row + 1, 0
            if (said := attributes.get("r", "")).isdecimal():
                self._row = int(said[:8])
        elif name == "c":
            self._column += 1
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self._at = (int(place[2]), _column(place[1])) if place else (self._row, self._column)
            self._row, self._column = self._at
            self._full = False
        elif name in {"v", "is"}:
            self._full = True

    def end(self, tag: str) -> None:
        self.depth -= 1
        name = tag.rpartition("}")[2]
        if name == "c" and self._full:
            self.rows, self.columns = max(self.rows, self._at[0]), max(self.columns, self._at[1])
            self.cells += 1
            self._check()
        elif name in {"table-cell", "covered-table-cell"} and tag.startswith(_TABLE):
            self._here += self._times
            if self._full:
                self._last = self._here
                self.cells += self._times * self._row_times
            self._full = False
            self._check()
        elif name == "table-row" and tag.startswith(_TABLE):
            self._end_row()

    def _end_row(self) -> None:
        if not self._last:
            self._empty_rows += self._row_times
            return
        self.rows += self._empty_rows + self._row_times
        self._empty_rows, self.columns = 0, max(self.columns, self._last)
        self._check()

    def _check(self) -> None:
        if (
            self.rows > MOST_ROWS
            or max(self.columns, self._last) > MOST_COLUMNS
            or max(self.cells, self.rows * self.columns) > MOST_CELLS
        ):
            raise Refused("huge")

    def close(self) -> None:
        pass


def _times(said: str | None) -> int:
    return int(said[:9]) if said and said.isdecimal() else 1


def _column(letters: str) -> int:
    """« A » is 1, « XFD » is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
