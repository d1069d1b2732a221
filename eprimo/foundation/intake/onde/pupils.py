"""Pupils and their classes."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from eprimo.foundation.intake.onde.cells import MAX_LABEL, Cells, Sheet
from eprimo.foundation.intake.onde.text import fold
from eprimo.foundation.intake.onde.text_encoding import FileRefused
from eprimo.foundation.intake.onde.values import parse_cycle, parse_level, parse_sex
from eprimo.foundation.intake.records import LEVELS, PupilRecord, Severity, Source
from eprimo.ui.plurals import counted

TWICE_AT_LEAST = 10
"""Repeated rows from which a file that repeats half of its pupils is taken for one delivered twice."""
YOUNGEST, OLDEST = 2, 16
"""Ages in years outside which a pupil's birth date is reported."""
LEAST, MOST = 1, 20
"""Ages in years outside which it is nobody's who goes to a primary school: the row is not taken."""

_LIST = re.compile(r"(?<!\s)\s*[,|]\s*")
_LEVEL_LIST = re.compile(r"(?<!\s)\s*[,|/+;]\s*")
_NOWHERE = Source("", 0)
_INE = re.compile(r"[0-9A-Z]{11}")


def read_pupils(sheet: Sheet, on: date | None) -> list[PupilRecord]:
    """Read the pupils of a sheet. ``on`` is the day against which ages are judged, none if unknown."""
    pupils: list[PupilRecord] = []
    repeated = 0
    seen: dict[PupilRecord, int] = {}
    for row in sheet.table.rows:
        cells = Cells(sheet, row)
        pupil = _read_pupil(cells, on)
        if pupil is None:
            continue
        same = replace(pupil, source=_NOWHERE)
        if same in seen:
            repeated += 1
            cells.warn(
                "row_twice", f"La ligne répète l’élève de la ligne {seen[same]} : comptée une fois.", None
            )
            continue
        seen[same] = row.line
        pupils.append(pupil)
    if repeated >= max(TWICE_AT_LEAST, len(pupils) / 2):
        lines = counted(repeated, "ligne répétée", "lignes répétées")
        raise FileRefused("delivered_twice", f"Le fichier contient deux fois les mêmes élèves ({lines}).")
    pupils = _split_class_lists(pupils)
    _report_identical(sheet, pupils)
    return pupils


def _read_pupil(cells: Cells, on: date | None) -> PupilRecord | None:
    cells.note_uai()
    last_name, first_name = cells.surname("last_name"), cells.name("first_name")
    for name, text, sentence in (
        ("last_name", last_name, "Le nom de l’élève manque : la ligne n’est pas prise."),
        ("first_name", first_name, "Le prénom de l’élève manque : la ligne n’est pas prise."),
    ):
        if not text:
            cells.warn("no_name", sentence, cells.place(name), Severity.ERROR)
    usual_name, born = cells.surname("usual_name"), _birth_date(cells, on)
    if not last_name or not first_name or cells.blocked:
        return None
    if fold(cells.text("state")).startswith("radie"):
        cells.warn(
            "struck_off", "Élève radié : traité comme absent du fichier.", cells.place("state"), Severity.INFO
        )
        return None
    label = cells.text("class", MAX_LABEL)
    if not label:
        cells.warn("no_class", "L’élève n’a pas de classe.", cells.place("class"))
    return PupilRecord(
        source=cells.source,
        last_name=last_name,
        first_name=first_name,
        usual_name=usual_name,
        birth_date=born,
        sex=cells.choice("sex", parse_sex, "bad_sex", "« {} » n’est pas un sexe connu (F ou H)."),
        ine=_ine(cells),
        external_id=cells.identifier(cells.place("external_id")),
        classes=(label,) if label else (),
        levels=_levels(cells),
        cycle=cells.choice("cycle", parse_cycle, "bad_cycle", "« {} » n’est pas un cycle connu."),
        image_consent=cells.yes_no("image_consent"),
        association_consent=cells.yes_no("association_consent"),
        insurance=cells.yes_no("insurance"),
    )


def _birth_date(cells: Cells, on: date | None) -> date | None:
    born = cells.date("birth_date")
    if born is None or on is None:
        return born
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if born > on:
        cells.block("future_birth_date", "La date de naissance est dans l’avenir", cells.place("birth_date"))
    elif not LEAST <= age <= MOST:
        cells.block("absurd_age", f"L’élève aurait {counted(age, 'an')}", cells.place("birth_date"))
    elif not YOUNGEST <= age <= OLDEST:
        cells.warn(
            "unlikely_age",
            f"L’élève aurait {counted(age, 'an')} : date à vérifier.",
            cells.place("birth_date"),
        )
    return born


def _ine(cells: Cells) -> str | None:
    text = cells.text("ine").upper().replace(" ", "")
    if text and not _INE.fullmatch(text):
        cells.warn(
            "bad_ine", "L’identifiant national (INE) n’a pas la bonne forme : non gardé.", cells.place("ine")
        )
        return None
    return text or None


def _levels(cells: Cells) -> tuple[str, ...]:
    found: list[str] = []
    text = cells.text("level")
    for part in _LEVEL_LIST.split(text) if text else ():
        level = parse_level(part)
        if level is None:
            cells.warn("unknown_level", f"« {part} » n’est pas un niveau connu.", cells.place("level"))
        elif level not in found:
            found.append(level)
    return tuple(sorted(found, key=LEVELS.index))


def split_labels(label: str, known: dict[str, str]) -> tuple[str, ...]:
    """Split a list of classes, only when the whole is no class and each part is one.

    A comma may belong to a label (``CE1, Mme Le Goff``). ``known`` maps folded labels to labels;
    a known label is returned in its known writing.
    """
    if not label:
        return ()
    if (key := fold(label)) in known:
        return (known[key],)
    parts = [fold(part) for part in _LIST.split(label)]
    if len(parts) > 1 and all(part in known for part in parts):
        return tuple(dict.fromkeys(known[part] for part in parts))
    return (label,)


def known_labels(labels: Iterable[str]) -> dict[str, str]:
    """Folded label → its first writing."""
    known: dict[str, str] = {}
    for label in labels:
        known.setdefault(fold(label), label)
    return known


def _split_class_lists(pupils: list[PupilRecord]) -> list[PupilRecord]:
    known = known_labels(label for pupil in pupils for label in pupil.classes)
    whole = {key: label for key, label in known.items() if not _is_list_of(label, known)}
    return [
        replace(pupil, classes=split)
        if (split := _split_all(pupil.classes, whole)) != pupil.classes
        else pupil
        for pupil in pupils
    ]


def _is_list_of(label: str, known: dict[str, str]) -> bool:
    parts = [fold(part) for part in _LIST.split(label)]
    return len(parts) > 1 and all(part in known for part in parts)


def _split_all(labels: Iterable[str], known: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for label in labels for part in split_labels(label, known)))


def _report_identical(sheet: Sheet, pupils: list[PupilRecord]) -> None:
    by_identity: defaultdict[tuple[str, str, date | None], list[PupilRecord]] = defaultdict(list)
    ines: dict[str, PupilRecord] = {}
    for pupil in pupils:
        by_identity[fold(pupil.last_name), fold(pupil.first_name), pupil.birth_date].append(pupil)
        if pupil.ine and (first := ines.setdefault(pupil.ine, pupil)) is not pupil:
            sheet.report(
                "same_ine",
                f"L’identifiant national (INE) est aussi celui de l’élève de la ligne {first.source.line}.",
                line=pupil.source.line,
                column=sheet.header_of("ine"),
            )
    for same in by_identity.values():
        for pupil in same[1:]:
            sheet.report(
                "identical_pupils",
                "Même nom, même prénom et même date de naissance que l’élève de la ligne"
                f" {same[0].source.line} : à départager.",
                line=pupil.source.line,
                column=sheet.header_of("last_name"),
            )
