"""From text to rows of cells, with the physical line of each row."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eprimo.foundation.intake.onde.encoding import FileRefused, is_mojibake
from eprimo.foundation.intake.onde.text import header_key

MAX_ROWS = 5000

_EXPORT_AGAIN = "Exportez-le de nouveau depuis ONDE, sans l’ouvrir dans un tableur."
_FORMULA_CELL = re.compile(r'="[^"]*"')
_SCIENTIFIC = re.compile(r"\d[,.]\d+E\+\d+", re.IGNORECASE)


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

    @property
    def keys(self) -> list[str]:
        """Keys of the headers, for comparison."""
        return [header_key(cell) for cell in self.header.cells]


def parse_table(text: str) -> Table:
    """Split a file of ONDE into rows; blank rows are left out.

    Raises:
        FileRefused: another separator, no row, too many, broken quotes, signs of a spreadsheet.
    """
    _refuse_separator(text)
    rows = _read_rows(text)
    if rows and header_key(rows[0].cells[0]) == "sep":
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
    table = Table(header, rows[1:])
    _refuse_spreadsheet(table)
    return table


def _read_rows(text: str) -> list[Row]:
    try:
        return list(_records(text, quoting=csv.QUOTE_MINIMAL))
    except csv.Error as error:
        if not text.lstrip().startswith('"'):
            # An unquoted file whose values happen to start with a quotation mark.
            try:
                return list(_records(text, quoting=csv.QUOTE_NONE))
            except csv.Error:
                pass
        if "unexpected end" in str(error):
            raise FileRefused(
                "truncated",
                "Le fichier est coupé : sa dernière valeur n’est pas fermée. Exportez-le de nouveau.",
            ) from error
        raise FileRefused(
            "broken_quotes", f"Les guillemets du fichier sont abîmés. {_EXPORT_AGAIN}"
        ) from error


def _records(text: str, *, quoting: Literal[0, 3]) -> Iterator[Row]:
    """Yield the rows that hold something. Stops one row after the limit: the caller refuses then."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", quoting=quoting, strict=True)
    line, kept = 1, 0
    for cells in reader:
        if any(cell and not cell.isspace() for cell in cells):
            yield Row(line, cells)
            kept += 1
            if kept > MAX_ROWS + 2:
                return
        line = reader.line_num + 1


def _without_empty_tail(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _refuse_separator(text: str) -> None:
    """Looked at before the rows are read: quoted values make no sense with the wrong separator."""
    first = text.lstrip().partition("\n")[0]
    if ";" not in first and max(first.count(","), first.count("\t")) > 1:
        raise FileRefused(
            "separator",
            "Les colonnes ne sont pas séparées par des points-virgules : un tableur a réécrit le fichier."
            f" {_EXPORT_AGAIN}",
            line=1,
        )


def _refuse_header(header: Row) -> None:
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
