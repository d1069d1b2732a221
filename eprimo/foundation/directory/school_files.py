"""Reading the list of schools of the open directory: UTF-8, semicolons, a header; no database here."""

import csv
import io
from dataclasses import dataclass, field

from eprimo.foundation.directory.actions.openings import INSEE, UAI, SchoolFacts
from eprimo.foundation.directory.enums import SchoolKind, Sector
from eprimo.foundation.directory.french_territory import place_of
from eprimo.foundation.kernel.text import fold

NEEDED = ("uai", "nom", "niveau", "secteur", "code_insee")
_KINDS = {
    "maternelle": SchoolKind.NURSERY,
    "elementaire": SchoolKind.ELEMENTARY,
    "primaire": SchoolKind.PRIMARY,
}
# The open directory says public or private, never which contract: that stays not known.
_SECTORS = {"public": Sector.PUBLIC, "prive": Sector.PRIVATE}
_LONGEST_NAME = 160


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One remark on one line, with a sentence in French."""

    line: int
    column: str
    message: str


@dataclass(slots=True)
class SchoolFile:
    schools: list[SchoolFacts] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)
    # The whole file is not what was expected.
    refused: bool = False


def read_schools(content: bytes) -> SchoolFile:
    """Read every line that can be; tell the others. The first line of a UAI counts."""
    found = SchoolFile()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused("Ce fichier n’est pas en UTF-8.")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        return _refused(f"Colonnes absentes\N{NO-BREAK SPACE}: {', '.join(missing)}.")
    seen: dict[str, int] = {}
    try:
        for row in reader:
            one = _read(row, reader.line_num, found)
            if one is None:
                continue
            if (first := seen.setdefault(one.uai, reader.line_num)) != reader.line_num:
                found.problems.append(
                    LineProblem(reader.line_num, "uai", f"{one.uai} est déjà à la ligne {first}.")
                )
                continue
            found.schools.append(one)
    except csv.Error:
        return _refused("Ce fichier n’est pas un CSV lisible.")
    return found


def _refused(sentence: str) -> SchoolFile:
    return SchoolFile(problems=[LineProblem(0, "", sentence)], refused=True)


def _read(row: dict[str, str | None], line: int, found: SchoolFile) -> SchoolFacts | None:
    def text(name: str) -> str:
        return " ".join((row.get(name) or "").split())

    def wrong(column: str, sentence: str) -> None:
        found.problems.append(LineProblem(line, column, sentence))

    uai, name = text("uai").upper(), text("nom")
    kind, sector = _KINDS.get(fold(text("niveau"))), _SECTORS.get(fold(text("secteur")))
    insee = text("code_insee_commune_actuelle") or text("code_insee")
    if not UAI.fullmatch(uai):
        wrong("uai", f"«\N{NO-BREAK SPACE}{uai}\N{NO-BREAK SPACE}» n’est pas un numéro d’école (UAI).")
    elif not name:
        wrong("nom", "Le nom de l’école manque.")
    elif kind is None:
        wrong("niveau", f"«\N{NO-BREAK SPACE}{text('niveau')}\N{NO-BREAK SPACE}» n’est pas un niveau connu.")
    elif sector is None:
        wrong(
            "secteur", f"«\N{NO-BREAK SPACE}{text('secteur')}\N{NO-BREAK SPACE}» n’est pas un secteur connu."
        )
    elif not INSEE.fullmatch(insee) or place_of(insee) is None:
        wrong("code_insee", f"«\N{NO-BREAK SPACE}{insee}\N{NO-BREAK SPACE}» n’est pas un code de commune.")
    else:
        epci = text("siren_epci")
        if epci and not (epci.isascii() and epci.isdigit() and len(epci) == 9):  # noqa: PLR2004 - a SIREN has nine
            wrong(
                "siren_epci",
                f"«\N{NO-BREAK SPACE}{epci}\N{NO-BREAK SPACE}» n’est pas un SIREN, il n’est pas gardé.",
            )
            epci = ""
        place = _place(text("latitude"), text("longitude"))
        if place is None and (text("latitude") or text("longitude")):
            wrong("latitude", "Ce n’est pas un lieu (latitude et longitude en degrés), il n’est pas gardé.")
        return SchoolFacts(uai, name[:_LONGEST_NAME], kind, sector, insee, text("ville")[:120], epci, place)
    return None


def _place(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Degrees, with a point or a comma; None for what is on no map."""
    try:
        found = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
    except ValueError:
        return None
    on_earth = abs(found[0]) <= 90 and abs(found[1]) <= 180  # noqa: PLR2004 - degrees
    return found if on_earth and found != (0.0, 0.0) else None
