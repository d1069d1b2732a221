"""From text to rows of cells, with the physical line of each row."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eprimo.foundation.intake.onde.text import header_key
from eprimo.foundation.intake.onde.text_encoding import FileRefused, cut_at, is_mojibake

MAX_ROWS = 5000
# The widest export has a little more than a hundred.
MAX_COLUMNS = 500

_EXPORT_AGAIN = "Exportez-le de nouveau depuis ONDE, sans l’ouvrir dans un tableur."
_FORMULA_CELL = re.compile(r'="[^"]*"')
_SCIENTIFIC = re.compile(r"\d[,.]\d+E\+\d+", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_DECLARED = re.compile(r'\s*"?sep=([;,\t])"?\s*', re.IGNORECASE)
SEPARATORS = ";\t,"


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its cells and the line where it starts (1 is the header's)."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and at least one row."""

    header: Row
    rows: list[Row]
    separator: str = ";"
    # Empty cells after the last title: separators with which each row may end.
    tail: int = 0

    @property
    def keys(self) -> list[str]:
        """Keys of the headers, for comparison."""
        return [header_key(cell) for cell in self.header.cells]


def parse_table(text: str) -> Table:
    """Split a file of ONDE into rows; blank rows are left out.

    Raises:
        FileRefused: another separator, no row, too many or too wide, broken quotes, signs of a spreadsheet.
    """
    separator = _separator(text)
    rows = _read_rows(text, separator)
    if rows and _DECLARED.fullmatch(separator.join(rows[0].cells)):
        rows = rows[1:]
    if not rows:
        raise FileRefused("empty", "Le fichier est vide.")
    header = Row(rows[0].line, _without_empty_tail(rows[0].cells))
    _refuse_header(header)
    if len(rows) == 1:
        raise FileRefused(
            "header_only", "Le fichier ne contient que sa ligne de titres : il n’y a personne dedans."
        )
    if len(rows) - 1 > MAX_ROWS:
        raise FileRefused(
            "too_many_rows",
            f"Le fichier compte plus de {MAX_ROWS} lignes : ce n’est pas l’export d’une seule école.",
        )
    table = Table(header, rows[1:], separator, len(rows[0].cells) - len(header.cells))
    _refuse_spreadsheet(table)
    return table


def _read_rows(text: str, separator: str) -> list[Row]:
    try:
        return list(_records(text, separator, quoting=csv.QUOTE_MINIMAL))
    except csv.Error as error:
        if not text.lstrip().startswith('"'):
            # An unquoted file whose values happen to start with a quotation mark.
            try:
                return list(_records(text, separator, quoting=csv.QUOTE_NONE))
            except csv.Error:
                pass
        if "unexpected end" in str(error):
            raise _cut_in_a_value(text, separator) from error
        raise FileRefused(
            "broken_quotes", f"Les guillemets du fichier sont abîmés. {_EXPORT_AGAIN}"
        ) from error


def _records(text: str, separator: str, *, quoting: Literal[0, 3], strict: bool = True) -> Iterator[Row]:
    """Yield the rows that hold something. Stops one row after the limit: the caller refuses then."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting, strict=strict)
    line, kept = 1, 0
    for cells in reader:
        if any(cell and not cell.isspace() for cell in cells):
            yield Row(line, cells)
            kept += 1
            if kept > MAX_ROWS + 2:
                return
        line = reader.line_num + 1


def _cut_in_a_value(text: str, separator: str) -> FileRefused:
    """The last value is opened and never closed: its line, and the column that it stands in."""
    rows = list(_records(text, separator, quoting=csv.QUOTE_MINIMAL, strict=False))
    if not rows:
        return cut_at(1)
    header, last = rows[0].cells, rows[-1]
    place = len(last.cells) - 1
    return cut_at(last.line, header[place].strip() if len(rows) > 1 and place < len(header) else "")


def _without_empty_tail(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _separator(text: str) -> str:
    """The sign between the columns: the one that the file declares, else the one that its titles have most.

    Raises FileRefused.
    """
    first = next((line for line in text[:_HEAD].splitlines() if line.strip()), "")
    if declared := _DECLARED.fullmatch(first):
        return declared.group(1)
    bare = _QUOTED.sub("", text[:_HEAD].lstrip())
    titles = next(iter(bare.splitlines()), "")
    found = max(SEPARATORS, key=titles.count)
    if found not in titles and "|" in titles:
        raise FileRefused(
            "separator",
            "Les colonnes sont séparées par « | », et non par des points-virgules, des virgules ou des tabulations."
            f" {_EXPORT_AGAIN}",
            line=1,
        )
    return found


# Characters of a file in which its titles stand.
_HEAD = 20_000


def _refuse_header(header: Row) -> None:
    if len(header.cells) > MAX_COLUMNS:
        raise FileRefused(
            "too_many_columns",
            f"Le fichier compte plus de {MAX_COLUMNS} colonnes : ce n’est pas un export d’ONDE. {_EXPORT_AGAIN}",
            line=header.line,
        )
    whole = ";".join(header.cells)
    if "�" in whole or "?" in whole or any(is_mojibake(cell) for cell in header.cells):
        raise FileRefused(
            "lost_accents",
            "Les accents des titres de colonnes sont abîmés : le fichier a été réécrit avec un mauvais"
            f" codage. {_EXPORT_AGAIN}",
            line=header.line,
        )


def _refuse_spreadsheet(table: Table) -> None:
    """Refuse what only a spreadsheet writes, and two files put end to end."""
    keys = table.keys
    for row in table.rows:
        for cell in row.cells:
            if cell.startswith("=") and _FORMULA_CELL.fullmatch(cell.strip()):
                raise FileRefused(
                    "formula_cells",
                    f"Des valeurs sont écrites comme des formules de tableur (ligne {row.line})."
                    f" {_EXPORT_AGAIN}",
                    line=row.line,
                )
            if "E+" in cell and _SCIENTIFIC.fullmatch(cell.strip()):
                raise FileRefused(
                    "numbers_rewritten",
                    f"Un tableur a transformé des numéros en nombres (ligne {row.line}). {_EXPORT_AGAIN}",
                    line=row.line,
                )
        first = row.cells[0]
        if header_key(first) == keys[0] and [header_key(c) for c in _without_empty_tail(row.cells)] == keys:
            raise FileRefused(
                "header_twice",
                f"La ligne de titres revient à la ligne {row.line} : deux fichiers ont été mis bout à bout.",
                line=row.line,
            )
