"""Annexe 2 as a sheet: what a member takes away, fills in and gives back. Reading only; no database here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from eprimo.foundation.directory.uai import is_lettered, letter_of
from eprimo.foundation.kernel.text import fold
from eprimo.foundation.printing.cells import ods_bytes, xlsx_bytes
from eprimo.foundation.printing.grids import read_grid
from eprimo.steering.consortium.models import MOST_ACCOUNTS

COLUMNS = ("UAI", "École", "Commune", "Nombre de comptes")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_UAI, _ACCOUNTS = fold(COLUMNS[0]), fold(COLUMNS[3])
_TOTAL = "total"
_UAI_FORM = re.compile(r"[0-9]{7}[A-Z]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SPACES = re.compile(r"\s")
_MERGED = "Des cellules de cette feuille sont fusionnées\N{NO-BREAK SPACE}: défaites la fusion, une école par ligne."
_MISSING = (
    "La première ligne doit porter les colonnes «\N{NO-BREAK SPACE}UAI\N{NO-BREAK SPACE}» et "
    "«\N{NO-BREAK SPACE}Nombre de comptes\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}: partez du tableau à télécharger ici."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which line of the sheet (0: the whole of it)."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class NeedLine:
    line: int
    uai: str
    accounts: int


@dataclass(frozen=True, slots=True)
class NeedsFile:
    lines: list[NeedLine]
    faults: list[Fault]


def needs_file_of(rows: Sequence[tuple[str, str, str, int | None]], kind: str) -> bytes:
    """The sheet of a member: UAI, school, commune, number; the total below."""
    total = sum(accounts or 0 for *_, accounts in rows)
    writes = xlsx_bytes if kind == "xlsx" else ods_bytes
    return writes("Annexe 2", COLUMNS, [*rows, ("", "Total", "", total)])


def read_needs(content: bytes) -> NeedsFile:
    """Every line that can be read, and every fault of the others. Raises NotASheet."""
    grid = read_grid(content)
    if grid.merged:
        return NeedsFile([], [Fault(0, _MERGED)])
    if not grid.rows:
        return NeedsFile([], [Fault(0, _MISSING)])
    header = [fold(str(cell)) for cell in grid.rows[0]]
    if _UAI not in header or _ACCOUNTS not in header:
        return NeedsFile([], [Fault(0, _MISSING)])
    uai, accounts = header.index(_UAI), header.index(_ACCOUNTS)
    return _lines(
        [
            (
                number,
                _text(row[uai]).upper(),
                _text(row[accounts]),
                _TOTAL in {fold(str(cell)) for cell in row},
            )
            for number, row in enumerate(grid.rows[1:], 2)
        ]
    )


def _lines(rows: list[tuple[int, str, str, bool]]) -> NeedsFile:
    lines: list[NeedLine] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    total = ""
    for number, code, text, is_total in rows:
        if is_total:
            total = text
        if is_total or not (code or text):
            continue
        accounts, wrong = accounts_of(text)
        wrong = uai_fault(code) or wrong
        if not wrong and first.setdefault(code, number) != number:
            wrong = f"{code} est déjà à la ligne {first[code]}\N{NO-BREAK SPACE}: une école, une ligne."
        if wrong:
            faults.append(Fault(number, wrong))
        else:
            lines.append(NeedLine(number, code, accounts))
    said = sum(one.accounts for one in lines)
    if total and not faults and total != str(said):
        faults.append(Fault(0, f"Le total écrit ({total}) n’est pas la somme des lignes ({said})."))
    if not lines and not faults:
        faults.append(Fault(0, "Cette feuille ne porte aucune école."))
    return NeedsFile(lines, faults)


def _text(cell: object) -> str:
    """What stands in a cell: a whole number without the point that a spreadsheet gives it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def uai_fault(code: str) -> str:
    """Why this is no number of a school; empty: it is one."""
    if not code:
        return "Le numéro de l’école (UAI) manque."
    if not _UAI_FORM.fullmatch(code):
        return f"«\N{NO-BREAK SPACE}{code[:20]}\N{NO-BREAK SPACE}» n’est pas un UAI (sept chiffres et une lettre)."
    if not is_lettered(code):
        return (
            f"La lettre de {code} est fausse\N{NO-BREAK SPACE}: après {code[:7]} vient {letter_of(code[:7])}."
        )
    return ""


def accounts_of(text: str) -> tuple[int, str]:
    """The number of accounts that was typed, and why it is none (then 0); an empty sentence: it is one."""
    bare = _SPACES.sub("", text).replace(",", ".")
    if not bare:
        return 0, "Le nombre de comptes manque. Pour ne rien commander, écrivez 0."
    if not _NUMBER.fullmatch(bare):
        return 0, f"«\N{NO-BREAK SPACE}{text[:20]}\N{NO-BREAK SPACE}» n’est pas un nombre."
    number = Decimal(bare)
    if number != number.to_integral_value():
        return 0, f"Un nombre de comptes est entier\N{NO-BREAK SPACE}: {text[:20]} ne l’est pas."
    if number < 0:
        return 0, "Un nombre de comptes ne peut pas être négatif."
    if number > MOST_ACCOUNTS:
        return 0, f"Pas plus de {MOST_ACCOUNTS} comptes pour une école\N{NO-BREAK SPACE}: vérifiez ce nombre."
    return int(number), ""
