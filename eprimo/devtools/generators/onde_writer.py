"""Writing an invented school as the three files of ONDE, in any of the ways they are met."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from eprimo.devtools.generators.shapes import (
    InventedGuardian,
    InventedPupil,
    InventedSchool,
    InventedTeacher,
)

PUPILS_FILE = "CSVExtraction-eleves.csv"
GUARDIANS_FILE = "CSVExtraction-responsables.csv"
TEACHERS_FILE = "CSVExtraction-enseignants.csv"
CHILDREN_A_ROW = 3

_ADDRESSES = ("Adresse1", "Cp1", "Commune1", "Pays1", "Adresse2", "Cp2", "Commune2", "Pays2")
_CHILD = ("Nom d'usage enfant", "Nom de famille enfant", "Prénom enfant", "Classes enfants")
_CYCLES = {1: "MATERNELLE", 2: "CYCLE II", 3: "CYCLE III"}

type Column = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of writing the files."""

    encoding: Literal["iso-8859-1", "utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be"] = "iso-8859-1"
    """``utf-16`` begins with its mark, the two others do not."""
    bom: bool = False
    newline: Literal["\r\n", "\n", "\r"] = "\r\n"
    separator: Literal[";", ",", "\t"] = ";"
    quoted: bool = True
    bare_empties: bool = False
    """In a quoted file, nothing is written as nothing, not as a pair of quotes: so does ONDE."""
    trailing: bool = False
    """Each row ends with one more separator."""
    guardians: Literal["A", "B"] = "B"
    """A: 24 columns, each row full; B: 25 with *Numéro de poste*, rows stop after the last child."""
    column_order: int | None = None
    """Seed of a shuffle of the columns; none keeps the order of ONDE."""
    leading_space: bool = True
    last_newline: bool = False
    headers: Literal["classic", "new"] = "classic"


CLASSIC = Variant()
# The public sample of ONDE: the last column is empty, and nothing ends the last line.
PUBLIC = Variant(bare_empties=True)
CLASSIC_A = Variant(newline="\n", quoted=False, guardians="A", last_newline=True)


def write_onde(school: InventedSchool, variant: Variant = CLASSIC) -> dict[str, bytes]:
    """Return the three files, name → content.

    Raises:
        UnicodeEncodeError: a name has a letter that the encoding lacks.
    """
    return {
        PUPILS_FILE: _pupils(school.pupils, variant),
        GUARDIANS_FILE: _guardians(school, variant),
        TEACHERS_FILE: _teachers(school.teachers, variant),
    }


def write_onde_folder(folder: Path, school: InventedSchool, variant: Variant = CLASSIC) -> Path:
    """Write the three files in a folder (made when missing) and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in write_onde(school, variant).items():
        (folder / name).write_bytes(data)
    return folder


def encode_rows(rows: Sequence[Sequence[str]], variant: Variant) -> bytes:
    """Write rows (the header first) as the variant wants."""
    tail = variant.separator if variant.trailing else ""
    lines = [variant.separator.join(_cell(cell, variant) for cell in row) + tail for row in rows]
    text = variant.newline.join(lines)
    if variant.last_newline:
        text += variant.newline
    data = text.encode(variant.encoding)
    return b"\xef\xbb\xbf" + data if variant.bom and variant.encoding == "utf-8" else data


def _cell(text: str, variant: Variant) -> str:
    if variant.quoted and not text and variant.bare_empties:
        return ""
    if variant.quoted or any(c in text for c in f'{variant.separator}"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _table(columns: list[Column], variant: Variant, tail: list[Column] | None = None) -> list[list[str]]:
    """Turn columns into rows, shuffled when the variant says so; the tail stays at the end."""
    ordered = list(columns)
    if variant.column_order is not None:
        Random(variant.column_order).shuffle(ordered)
    ordered += tail or []
    headers = [header for header, _ in ordered]
    return [headers, *(list(row) for row in zip(*(values for _, values in ordered), strict=True))]


def _yes(*, value: bool) -> str:
    return "Oui" if value else "Non"


def _pupils(pupils: Sequence[InventedPupil], variant: Variant) -> bytes:
    columns = _new_pupil_columns(pupils) if variant.headers == "new" else _classic_pupil_columns(pupils)
    if variant.leading_space:
        columns = [(" Cycle" if header == "Cycle" else header, values) for header, values in columns]
    return encode_rows(_table(columns, variant), variant)


def _classic_pupil_columns(pupils: Sequence[InventedPupil]) -> list[Column]:
    empty = [""] * len(pupils)
    return [
        ("Nom Elève", [p.last_name for p in pupils]),
        ("Nom d'usage Elève", [p.usual_name for p in pupils]),
        ("Prénom Elève", [p.first_name for p in pupils]),
        ("Date naissance", [p.birth_date.isoformat() for p in pupils]),
        ("Sexe", [_sex(p) for p in pupils]),
        *((header, empty) for header in _ADDRESSES),
        ("Cycle", [_CYCLES[p.cycle] for p in pupils]),
        ("Niveau", [p.level for p in pupils]),
        ("Classe", [p.class_label for p in pupils]),
        ("Attestation fournie", [_yes(value=p.insurance) for p in pupils]),
        ("Autorisations associations", [_yes(value=p.association_consent) for p in pupils]),
        ("Autorisations photos", [_yes(value=p.image_consent) for p in pupils]),
        ("Décision de passage", empty),
    ]


def _new_pupil_columns(pupils: Sequence[InventedPupil]) -> list[Column]:
    empty = [""] * len(pupils)
    return [
        ("Nom élève", [p.last_name for p in pupils]),
        ("Nom d'usage élève", [p.usual_name for p in pupils]),
        ("Prénom élève", [p.first_name for p in pupils]),
        ("Né(e) le", [p.birth_date.strftime("%d/%m/%Y") for p in pupils]),
        ("Sexe", [_sex(p) for p in pupils]),
        ("INE", [p.ine for p in pupils]),
        ("Niveau", [p.level for p in pupils]),
        ("Cycle", [_CYCLES[p.cycle] for p in pupils]),
        ("Libellé classe", [p.class_label for p in pupils]),
        ("Identifiant classe", [str(1000 + sum(map(ord, p.class_label))) for p in pupils]),
        ("Regroupement(s)", empty),
        ("Dispositif(s)", empty),
        ("Date inscription", empty),
        ("État", ["Admis définitif"] * len(pupils)),
        ("Autorisation photo", [_yes(value=p.image_consent) for p in pupils]),
        ("Autorisation associations", [_yes(value=p.association_consent) for p in pupils]),
        ("Attestation", [_yes(value=p.insurance) for p in pupils]),
    ]


def _sex(pupil: InventedPupil) -> str:
    return "F" if pupil.sex == "F" else "H"


def _guardians(school: InventedSchool, variant: Variant) -> bytes:
    by_key = {pupil.key: pupil for pupil in school.pupils}
    lines: list[tuple[InventedGuardian, list[InventedPupil]]] = []
    for guardian in school.guardians:
        children = [by_key[key] for key in guardian.children]
        starts = range(0, len(children), CHILDREN_A_ROW)
        lines += [(guardian, children[start : start + CHILDREN_A_ROW]) for start in starts]
    people = [guardian for guardian, _ in lines]
    children_columns = [
        column for n in range(CHILDREN_A_ROW) for column in _child_columns([c for _, c in lines], n, variant)
    ]
    rows = _table(_guardian_columns(people, variant), variant, tail=children_columns)
    if variant.guardians == "B":
        width = len(rows[0]) - CHILDREN_A_ROW * len(_CHILD)
        for i, (_, children) in enumerate(lines, start=1):
            rows[i] = rows[i][: width + len(children) * len(_CHILD)]
    return encode_rows(rows, variant)


def _guardian_columns(people: list[InventedGuardian], variant: Variant) -> list[Column]:
    who = "" if variant.headers == "new" else " responsable"
    empty = [""] * len(people)
    columns: list[Column] = [
        (f"Civilité{who.title()}", [g.civility for g in people]),
        (
            f"Nom d'usage{who}" if variant.headers == "new" else f"Nom usage{who}",
            [g.usual_name for g in people],
        ),
        (f"Nom{who}", [g.last_name for g in people]),
        (f"Prénom{who}", [g.first_name for g in people]),
        (f"Adresse{who}", [g.address.line for g in people]),
        (f"CP{who}", [g.address.postcode for g in people]),
        (f"Commune{who}", [g.address.city for g in people]),
        ("Pays", empty),
        ("Courriel", [g.email for g in people]),
        ("Téléphone domicile", [g.home_phone for g in people]),
        ("Téléphone travail", empty),
        ("Téléphone portable", [g.mobile for g in people]),
    ]
    if variant.guardians == "B":
        columns.insert(11, ("Numéro de poste", empty))
    return columns


def _child_columns(children: list[list[InventedPupil]], n: int, variant: Variant) -> list[Column]:
    """Columns of the nth child; inside a block the order is free, but the same for each block."""
    pupils = [row[n] if n < len(row) else None for row in children]
    columns: list[Column] = [
        (_CHILD[0], [p.usual_name if p else "" for p in pupils]),
        (_CHILD[1], [p.last_name if p else "" for p in pupils]),
        (_CHILD[2], [p.first_name if p else "" for p in pupils]),
        (_CHILD[3], [p.class_label if p else "" for p in pupils]),
    ]
    if variant.column_order is not None:
        Random(variant.column_order).shuffle(columns)
    return columns


def _teachers(teachers: Sequence[InventedTeacher], variant: Variant) -> bytes:
    lines = [(teacher, label) for teacher in teachers for label in teacher.classes or ("",)]
    empty = [""] * len(lines)
    columns: list[Column] = [
        ("Civilité", [t.civility.upper() for t, _ in lines]),
        ("Nom usage", [t.usual_name for t, _ in lines]),
        ("Nom", [t.last_name for t, _ in lines]),
        ("Prénom", [t.first_name for t, _ in lines]),
        *((header, empty) for header in ("Adresse", "CP", "Commune", "Pays")),
        ("Courriel", [t.email for t, _ in lines]),
        ("Téléphone domicile", empty),
        ("Téléphone portable", empty),
        ("Directeur", ["oui" if t.is_director else "non" for t, _ in lines]),
        ("Classe", [label for _, label in lines]),
    ]
    if variant.headers == "new":
        columns.append(("Fonction", [t.function for t, _ in lines]))
    return encode_rows(_table(columns, variant), variant)
