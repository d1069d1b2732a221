"""The remarks of an import as a file: one line a remark, with its lines."""

from collections.abc import Iterator
from typing import Any

from eprimo.foundation.printing.cells import Cell, csv_bytes, ods_bytes

COLUMNS = ("Gravité", "Fichier", "Colonne", "Remarque", "Nombre", "Lignes", "Détail")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_WORDS = {"error": "Erreur", "warning": "À vérifier", "info": "Pour information"}


def file_of(report: dict[str, Any], kind: str) -> bytes:
    """CSV or ODS."""
    lines = _lines(report)
    return ods_bytes("Remarques", COLUMNS, lines) if kind == "ods" else csv_bytes(COLUMNS, lines)


def _lines(report: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for one in report["problems"]:
        rows = one.get("rows", ())
        numbers = [row["line"] for row in rows] or [one["line"]]
        details = [f"{row['line']}\N{NO-BREAK SPACE}: {row['message']}" for row in rows if row["message"]]
        yield (
            _WORDS[one["severity"]], one["file"], one["column"], one["message"], one.get("count", 1),
            ", ".join(str(line) for line in numbers if line), " ; ".join(details),
        )  # fmt: skip
