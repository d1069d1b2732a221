"""Is the file whole? Refusals that need the layout: cut, shifted or rewritten by a spreadsheet."""

from eprimo.foundation.intake.onde.encoding import FileRefused, is_mojibake
from eprimo.foundation.intake.onde.layouts import Layout
from eprimo.foundation.intake.onde.tables import Row, Table
from eprimo.foundation.intake.onde.values import is_rewritten_date, parse_date
from eprimo.foundation.intake.records import Kind

_EXPORT_AGAIN = "Exportez-le de nouveau depuis ONDE, sans l’ouvrir dans un tableur."
FEW = 3
"""Rewritten dates from which the whole file is refused, whatever their share."""
PADDED_ROWS = 3
"""Full rows needed before a short last row of a padded file is taken for a cut."""


def refuse_broken(table: Table, layout: Layout, text: str) -> None:
    """Refuse a file whose rows or values were damaged on the way.

    Raises:
        FileRefused: with the first reason found.
    """
    _refuse_cut(table, layout, text)
    _refuse_shifted(table, layout)
    _refuse_lost_accents(table, layout)
    if layout.kind is Kind.PUPILS:
        _refuse_dates(table, layout)


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
        raise FileRefused("lost_columns", f"Des colonnes manquent sur {short} lignes. {_EXPORT_AGAIN}")


def _needed(kind: Kind) -> tuple[str, ...]:
    return (
        ("last_name", "first_name", "birth_date", "class")
        if kind is Kind.PUPILS
        else ("last_name", "first_name")
    )


def _refuse_cut(table: Table, layout: Layout, text: str) -> None:
    ended = text.endswith(("\n", "\r"))
    if layout.kind is Kind.GUARDIANS:
        cut = not ended and (_ends_on_separator(text) or _guardian_cut(table, layout))
    else:
        # Their rows are all as wide as the header: a narrower last one is damaged even if it ended.
        cut = _narrower_than_all(table, alone=not ended) or (not ended and _ends_on_separator(text))
    if cut:
        raise FileRefused(
            "truncated",
            f"Le fichier est coupé au milieu de la ligne {table.rows[-1].line}. Exportez-le de nouveau.",
            line=table.rows[-1].line,
        )


def _narrower_than_all(table: Table, *, alone: bool) -> bool:
    """Tell whether the last row is narrower than the header and each other row (`alone`: if none is)."""
    last, others, width = table.rows[-1], table.rows[:-1], len(table.header.cells)
    if len(last.cells) >= width:
        return False
    return len(last.cells) < min(len(row.cells) for row in others) if others else alone


def _ends_on_separator(text: str) -> bool:
    """In a quoted file an empty last value is still a pair of quotes, unless each row ends so."""
    header = text.lstrip().partition("\n")[0].rstrip("\r")
    return text.endswith(";") and header.startswith('"') and not header.endswith(";")


def _guardian_cut(table: Table, layout: Layout) -> bool:
    """Rows of guardians may stop after any child, but not inside one, nor in a padded file."""
    last, others, width = table.rows[-1], table.rows[:-1], len(table.header.cells)
    if len(last.cells) >= width or not layout.blocks_close_the_row:
        return False
    first = min(layout.blocks[0].values())

    def beyond(row: Row) -> int:
        """Values after the last whole child; one empty value when each row ends with a separator."""
        return (len(row.cells) - first) % layout.block_width

    trailing = beyond(last) == 1 and any(beyond(row) == 1 for row in others)
    if len(last.cells) < first or (beyond(last) and not trailing):
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
            f"Un tableur a réécrit les dates de naissance ({rewritten} lignes). {_EXPORT_AGAIN}",
        )
    if unreadable >= FEW and unreadable * 2 > len(given):
        raise FileRefused(
            "dates_unreadable", f"La plupart des dates de naissance sont illisibles. {_EXPORT_AGAIN}"
        )
