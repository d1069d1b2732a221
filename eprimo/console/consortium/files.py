"""The list of members as a file."""

from collections.abc import Iterable

from eprimo.foundation.printing.cells import Cell, csv_bytes, ods_bytes
from eprimo.steering.consortium.enums import Contract, FileState, MemberKind
from eprimo.steering.consortium.models import Member

COLUMNS = (
    "Membre", "Nature", "SIRET", "Département", "Représentation", "Écoles", "Contrat", "Adresse électronique",
    "Utilisait déjà e-primo", "Dossier", "Hors délai",
)  # fmt: skip


def file_of(rows: Iterable[Member], kind: str) -> bytes:
    """CSV or ODS."""
    lines = (_line(row) for row in rows)
    return ods_bytes("Membres", COLUMNS, lines) if kind == "ods" else csv_bytes(COLUMNS, lines)


def _line(row: Member) -> tuple[Cell, ...]:
    return (
        row.name, MemberKind(row.kind).label, row.siret, row.department.name, row.body or "Se représente seul",  # type: ignore[attr-defined]
        row.schools, Contract(row.contract).label if row.contract else "", row.email, row.was_user,  # type: ignore[attr-defined]
        FileState(row.state).label, row.late,  # type: ignore[attr-defined]
    )  # fmt: skip
