"""The register of processing (RGPD, article 30), read from what the apps declare: nothing is written twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eprimo.foundation.kernel.retention_rules import Processing, Retention, Whose
from eprimo.foundation.kernel.services import discover, retentions
from eprimo.foundation.printing.cells import csv_bytes, ods_bytes
from eprimo.foundation.printing.papers import list_pdf
from eprimo.services.information.table_names import words_of

TITLE = "Registre des activités de traitement"
# What protects every processing, beside its own measures.
MEASURES = (
    "Rôles vérifiés à chaque page\u00a0; un droit s’arrête avec le lien qui le donne.",
    "Actions tracées dans un journal scellé, sans nom ni texte.",
    "Connexions chiffrées\u00a0; sauvegardes gardées 28 jours, chiffrées par l’hébergeur.",
    "Aucun appel à un autre site, aucun traceur.",
)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
}
COLUMNS = (
    "Traitement", "Finalité", "Base légale", "Personnes", "Donnée", "Pourquoi", "Conservation",
    "Destinataires", "Sécurité",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data of a processing."""

    what: str
    kept: str
    why: str
    people: tuple[Whose, ...]
    recipients: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One processing, and all that it keeps."""

    processing: Processing
    lines: tuple[Kept, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        return (*self.processing.measures, *MEASURES)

    @property
    def people(self) -> str:
        return _list(self.processing.people)

    @property
    def recipients(self) -> str:
        return _list(self.processing.recipients)


def register_of() -> list[Entry]:
    """Every processing, in the order of the register."""
    discover()
    lines: dict[str, list[Kept]] = {}
    found: dict[str, Processing] = {}
    for line in retentions():
        if line.of is not None:
            found[line.of.key] = line.of
            lines.setdefault(line.of.key, []).append(_kept(line, line.of))
    ordered = sorted(found.values(), key=lambda one: (one.order, one.key))
    return [Entry(one, tuple(lines[one.key])) for one in ordered]


def _kept(line: Retention, of: Processing) -> Kept:
    return Kept(
        what=words_of(line.model),
        kept=line.kept,
        why=line.why,
        people=line.people or of.people,
        recipients=line.recipients or of.recipients,
        basis=(line.basis or of.basis).value,
    )


def file_of(kind: str, on: date) -> bytes:
    """CSV, ODS, or a PDF to print."""
    rows = [_row(entry, line) for entry in register_of() for line in entry.lines]
    if kind == "csv":
        return csv_bytes(COLUMNS, rows)
    if kind == "ods":
        return ods_bytes("Registre", COLUMNS, rows)
    return list_pdf(
        title=TITLE,
        subtitle="RGPD, article 30. Responsable de traitement\u00a0: l’inspecteur d’académie, DASEN.",
        columns=(
            "Traitement",
            "Donnée et finalité",
            "Base légale",
            "Personnes",
            "Destinataires",
            "Conservation, sécurité",
        ),
        rows=[row for entry in register_of() for row in _printed(entry)],
        made_on=on,
    )


def _row(entry: Entry, line: Kept) -> tuple[str, ...]:
    one = entry.processing
    return (
        one.name, one.purpose, line.basis, _list(line.people), line.what, line.why, line.kept, _list(line.recipients),
        " ".join(entry.measures),
    )  # fmt: skip


def _printed(entry: Entry) -> list[tuple[str, ...]]:
    """A row for the processing itself, with what protects it, then one a kind of data."""
    one = entry.processing
    head = (one.name, one.purpose, one.basis.value, entry.people, entry.recipients, " ".join(entry.measures))
    return [head, *(
        ("", f"{line.what}. {line.why}", line.basis, _list(line.people), _list(line.recipients), line.kept)
        for line in entry.lines
    )]  # fmt: skip


def _list(words: Sequence[str]) -> str:
    return "\u00a0; ".join(str(word) for word in words)
