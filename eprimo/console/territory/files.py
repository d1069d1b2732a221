"""The list of schools as a file: the columns of the page, counts hidden as there."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from eprimo.foundation.directory.enums import SchoolKind, Sector
from eprimo.foundation.printing.cells import Cell, csv_bytes, ods_bytes
from eprimo.steering.statistics.counting import ZONE
from eprimo.steering.statistics.queries import SchoolRow
from eprimo.steering.statistics.wording import FEW, SMALLEST

COLUMNS = (
    "UAI", "École", "Type", "Secteur", "Commune", "Code commune", "EPCI", "Circonscription", "Département",
    "Ouverte jusqu’au", "Élèves", "Familles jointes (%)", "Responsables venus (%)", "Adultes venus (%)", "Classes",
    "Dernier import", "À regarder",
)  # fmt: skip
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def file_of(rows: Iterable[SchoolRow], kind: str) -> bytes:
    """CSV or ODS."""
    lines = (_line(row) for row in rows)
    return ods_bytes("Écoles", COLUMNS, lines) if kind == "ods" else csv_bytes(COLUMNS, lines)


def _line(row: SchoolRow) -> tuple[Cell, ...]:
    return (
        row.uai, row.name, SchoolKind(row.kind).label, Sector(row.sector).label, row.commune_name, row.commune,
        row.epci_name, row.circonscription, row.department_name, _day(row.open_until),
        row.pupils if row.pupils >= SMALLEST else FEW, row.families.cell, row.guardians.cell, row.adults.cell,
        row.classes, _day(row.imported_at), ", ".join(concern.label for concern in row.concerns),
    )  # fmt: skip


def _day(at: datetime | None) -> Cell:
    return at.astimezone(ZoneInfo(ZONE)).date() if at else None
