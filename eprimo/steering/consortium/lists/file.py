"""A list of bodies that join, read line by line. No database here."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.text import fold
from eprimo.foundation.printing.cells import csv_bytes, ods_bytes, xlsx_bytes
from eprimo.foundation.printing.grids import read_table
from eprimo.foundation.printing.sandbox_messages import Cell
from eprimo.ui.plurals import NBSP

# More bodies than an academy has communes, schools under contract and groupings.
MOST_LINES = 3_000
LONGEST = 400
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
# What a line says → the titles under which it may stand, the first as our own sheet writes it.
COLUMNS = {
    "siret": ("SIRET", "N° SIRET", "Numéro SIRET"),
    "name": ("Nom", "Organisme", "Collectivité", "Dénomination", "Raison sociale", "Membre"),
    "kind": ("Nature", "Nature juridique", "Type"),
    "email": ("Adresse électronique", "Courriel", "Mail", "E-mail", "Email", "Mél"),
    "schools": ("Écoles (UAI)", "Écoles", "UAI", "UAI des écoles"),
    "street": ("Adresse", "Adresse postale", "Rue"),
    "postcode": ("Code postal", "CP"),
    "city": ("Ville", "Localité", "Bureau distributeur"),
    "insee": ("Code INSEE", "INSEE", "Code commune"),
    "department": ("Département", "Code département"),
    "contract": ("Contrat", "Contrat avec l’État"),
    "was_user": ("Utilise déjà e-primo", "Utilisait déjà e-primo"),
}
NEEDED = ("siret", "name", "kind")
_SAMPLE = (
    "21440001200019", "Commune d’Abbaretz", "Commune", "mairie@abbaretz.exemple", "0440012Z", "1 place de la Mairie",
    "44170", "Abbaretz", "44001", "44", "", "oui",
)  # fmt: skip


class NotAList(DomainError):
    """The file as a whole is not a list of bodies; nothing was kept."""

    code = "not-a-list"
    status = 422


@dataclass(frozen=True, slots=True)
class ListLine:
    """The cells of one line, as text; empty where the list has no such column."""

    line: int
    siret: str = ""
    name: str = ""
    kind: str = ""
    email: str = ""
    schools: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    insee: str = ""
    department: str = ""
    contract: str = ""
    was_user: str = ""

    def as_data(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value}


def line_of(data: dict[str, Any]) -> ListLine:
    """The line that `ListLine.as_data` gave."""
    return ListLine(**data)


def model_file(kind: str) -> bytes:
    """An empty list with one line as an example, to fill in."""
    titles = [names[0] for names in COLUMNS.values()]
    if kind == "csv":
        return csv_bytes(titles, [_SAMPLE])
    writes = xlsx_bytes if kind == "xlsx" else ods_bytes
    return writes("Membres", titles, [_SAMPLE])


def read_list(content: bytes) -> list[ListLine]:
    """The lines that say something. Raises NotRead for what is no table, NotAList for another one."""
    sheet = read_table(content)
    if sheet.merged:
        raise NotAList(
            f"Des cellules de cette feuille sont fusionnées{NBSP}: défaites la fusion, un organisme par ligne."
        )
    if not sheet.rows:
        raise NotAList("Ce fichier est vide.")
    places = _places(sheet.rows[0])
    lines = [
        ListLine(number, **{name: _text(row[place]) for name, place in places.items()})
        for number, row in enumerate(sheet.rows[1:], 2)
    ]
    found = [one for one in lines if any(getattr(one, each.name) for each in fields(one)[1:])]
    if not found:
        raise NotAList("Cette liste ne porte que ses titres de colonnes.")
    if len(found) > MOST_LINES:
        raise NotAList(f"Cette liste a plus de {MOST_LINES} lignes{NBSP}: coupez-la en plusieurs.")
    return found


def _places(titles: list[Cell]) -> dict[str, int]:
    """Where each thing stands. Raises NotAList."""
    written = [fold(str(title)) for title in titles]
    places: dict[str, int] = {}
    for name, known in COLUMNS.items():
        found = [place for place, title in enumerate(written) if title in {fold(one) for one in known}]
        if len(found) > 1:
            columns = " et ".join(f"«{NBSP}{titles[place]}{NBSP}»" for place in found[:2])
            raise NotAList(f"Deux colonnes disent la même chose ({columns}){NBSP}: gardez-en une.")
        if found:
            places[name] = found[0]
    missing = [COLUMNS[name][0] for name in NEEDED if name not in places]
    if missing:
        words = ", ".join(f"«{NBSP}{one}{NBSP}»" for one in missing)
        raise NotAList(
            f"La première ligne doit porter les titres des colonnes. Il manque {words}{NBSP}: partez du modèle à "
            "télécharger ici."
        )
    return places


def _text(cell: Cell) -> str:
    """What stands in a cell: a whole number without the point that a spreadsheet gives it."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())[:LONGEST]
