"""Is the file whole? Refusals that need the layout: cut, shifted or rewritten by a spreadsheet."""

import re

from eprimo.foundation.intake.onde.layouts import Layout
from eprimo.foundation.intake.onde.tables import Row, Table
from eprimo.foundation.intake.onde.text_encoding import FileRefused, cut_at, is_mojibake
from eprimo.foundation.intake.onde.values import is_rewritten_date, parse_date
from eprimo.foundation.intake.records import Kind
from eprimo.ui.plurals import counted

_EXPORT_AGAIN = "Exportez-le de nouveau depuis ONDE, sans l’ouvrir dans un tableur."
FEW = 3
"""Rewritten dates from which the whole file is refused, whatever their share."""
# A doubled quote ends a token and begins another one: what stands between two separators is the same.
_QUOTED = re.compile(r'"[^"]*"')
# Once separators are written as a sign that no file holds.
_EMPTY_QUOTED = re.compile(r'(?:\A|[\0\r\n])""(?=[\0\r\n])')
_EMPTY = re.compile(r"\0(?=[\0\r\n])|[\r\n]\0")
PADDED_ROWS = 3
"""Full rows needed before a short last row of a padded file is taken for a cut."""


def refuse_broken(table: Table, layout: Layout, text: str) -> None:
    """Refuse a file whose rows or values were damaged on the way.

    Raises:
        FileRefused: with the first reason found.
    """
    _refuse_columns_twice(table, layout)
    _refuse_cut(table, layout, text)
    _refuse_shifted(table, layout)
    _refuse_lost_accents(table, layout)
    if layout.kind is Kind.PUPILS:
        _refuse_dates(table, layout)


def _refuse_columns_twice(table: Table, layout: Layout) -> None:
    """Two columns of one title that say different things: nobody could tell which of them is meant."""
    keys = table.keys
    for name, (first, *others) in layout.columns.items():
        if name == "class" and layout.kind is Kind.TEACHERS:
            continue
        for row in table.rows:
            if any(keys[at] == keys[first] and _at(row, at) != _at(row, first) for at in others):
                title = table.header.cells[first].strip()
                raise FileRefused(
                    "columns_twice",
                    f"Deux colonnes s’appellent « {title} » et ne disent pas la même chose (ligne {row.line})."
                    f" {_EXPORT_AGAIN}",
                    line=row.line,
                    column=title,
                )


def _at(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _refuse_shifted(table: Table, layout: Layout) -> None:
    """A row with more values than columns has lost its quotes; short ones have lost columns."""
    width = len(table.header.cells)
    needed = (
        max(positions[0] for name, positions in layout.columns.items() if name in _needed(layout.kind)) + 1
    )
    short = 0
    for row in table.rows:
        if any(cell.strip() for cell in row.cells[width:]) and not layout.blocks_close_the_row:
            raise FileRefused(
                "shifted",
                f"La ligne {row.line} a plus de valeurs que de colonnes : des guillemets ont été perdus."
                f" {_EXPORT_AGAIN}",
                line=row.line,
            )
        short += len(row.cells) < needed
    if short * 5 > len(table.rows):
        raise FileRefused(
            "lost_columns", f"Des colonnes manquent sur {counted(short, 'ligne')}. {_EXPORT_AGAIN}"
        )


def _needed(kind: Kind) -> tuple[str, ...]:
    return (
        ("last_name", "first_name", "birth_date", "class")
        if kind is Kind.PUPILS
        else ("last_name", "first_name")
    )


def _refuse_cut(table: Table, layout: Layout, text: str) -> None:
    """By the width of the last row, whatever its last value is."""
    ended = text.endswith(("\n", "\r"))
    if layout.kind is Kind.GUARDIANS:
        cut = not ended and (_stops_where_quotes_would_be(table, text) or _guardian_cut(table, layout))
    else:
        # Their rows are all as wide as the header: a narrower last one is damaged even if it ended.
        cut = _narrower_than_all(table, alone=not ended) or (
            not ended and _stops_where_quotes_would_be(table, text)
        )
    if cut:
        last = table.rows[-1]
        place = max(len(last.cells) - 1, 0)
        header = table.header.cells
        raise cut_at(last.line, header[place].strip() if place < len(header) else "")


def _narrower_than_all(table: Table, *, alone: bool) -> bool:
    """Tell whether the last row is narrower than the header and each other row (`alone`: if none is)."""
    last, others, width = table.rows[-1], table.rows[:-1], len(table.header.cells)
    if len(last.cells) >= width + (table.tail if others else 0):
        return False
    return len(last.cells) < min(len(row.cells) for row in others) if others else alone


def _stops_where_quotes_would_be(table: Table, text: str) -> bool:
    """A wide enough last row whose last value is nothing at all, in a file that writes « nothing » as a pair of quotes.

    Where empty values are bare, as ONDE writes them, or where there is no other one, an empty last value is a value.
    """
    if not text.endswith(table.separator) or table.tail:
        return False
    tokens = _QUOTED.sub(lambda found: '""' if found.group() == '""' else "q", text.rstrip(table.separator))
    tokens = tokens.replace(table.separator, "\0")
    return _EMPTY_QUOTED.search(tokens) is not None and _EMPTY.search(tokens) is None


def _guardian_cut(table: Table, layout: Layout) -> bool:
    """Rows of guardians may stop after any child, but not inside one, nor in a padded file."""
    last, others, width = table.rows[-1], table.rows[:-1], len(table.header.cells)
    if len(last.cells) >= width or not layout.blocks_close_the_row:
        return False
    first = min(layout.blocks[0].values())

    def beyond(row: Row) -> int:
        """Values after the last whole child; empty ones when each row ends with separators."""
        return (len(row.cells) - first) % layout.block_width

    tail = beyond(last)
    usual = tail == table.tail or (tail == 1 and any(beyond(row) == 1 for row in others))
    inside = tail and (not usual or any(cell.strip() for cell in last.cells[-tail:]))
    # No child at all: cut before the first one.
    if len(last.cells) <= first or inside:
        return True
    full = [row for row in others if len(row.cells) >= width]
    padded = any(
        not any(row.cells[position].strip() for position in layout.blocks[-1].values()) for row in full
    )
    return padded and len(full) == len(others) >= PADDED_ROWS


def _refuse_lost_accents(table: Table, layout: Layout) -> None:
    places = [p for name in ("last_name", "first_name", "usual_name") for p in layout.columns.get(name, ())]
    places += [
        block[name] for block in layout.blocks[:1] for name in ("last_name", "first_name") if name in block
    ]
    broken = whole = 0
    for row in table.rows:
        for position in places:
            cell = row.cells[position] if position < len(row.cells) else ""
            if "�" in cell or ("?" in cell and any(c.isalpha() for c in cell)) or is_mojibake(cell):
                broken += 1
            elif not cell.isascii():
                whole += 1
    if broken > 1 and broken >= whole:
        raise FileRefused(
            "lost_accents",
            f"Les lettres accentuées des noms sont abîmées : le fichier a été réécrit avec un mauvais codage."
            f" {_EXPORT_AGAIN}",
        )


def _refuse_dates(table: Table, layout: Layout) -> None:
    position = layout.columns["birth_date"][0]
    dates = [row.cells[position].strip() for row in table.rows if position < len(row.cells)]
    given = [text for text in dates if text]
    rewritten = sum(is_rewritten_date(text) for text in given)
    unreadable = sum(parse_date(text) is None for text in given)
    if rewritten and (rewritten >= FEW or rewritten * 5 >= len(given)):
        raise FileRefused(
            "dates_rewritten",
            f"Un tableur a réécrit les dates de naissance ({counted(rewritten, 'ligne')}). {_EXPORT_AGAIN}",
        )
    if unreadable >= FEW and unreadable * 2 > len(given):
        raise FileRefused(
            "dates_unreadable", f"La plupart des dates de naissance sont illisibles. {_EXPORT_AGAIN}"
        )
