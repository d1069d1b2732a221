"""A delivery of ONDE, from its files to its records."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePath

from eprimo.foundation.intake.onde.cells import Sheet
from eprimo.foundation.intake.onde.checks import refuse_broken
from eprimo.foundation.intake.onde.classes import gather_classes, report_levels
from eprimo.foundation.intake.onde.guardians import read_guardians
from eprimo.foundation.intake.onde.layouts import FRENCH, recognise
from eprimo.foundation.intake.onde.pupils import known_labels, read_pupils
from eprimo.foundation.intake.onde.tables import parse_table
from eprimo.foundation.intake.onde.teachers import read_teachers
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.onde.text_encoding import MAX_BYTES, FileRefused, decode
from eprimo.foundation.intake.records import Delivery, Kind, Problem, PupilRecord, Severity, SourceFile
from eprimo.ui.plurals import counted

_DATA_SUFFIXES = {".csv", ".xls", ".xlsx", ".xlsm", ".ods", ".pdf", ".zip", ".xml"}
_ORDER = list(Kind)
MAX_FILES = 20


def read_delivery(source: Path | Mapping[str, bytes], *, on: date | None = None) -> Delivery:
    """Read the ONDE files of a folder, or given as name → content.

    Any of the three files may be missing: its kind is then ``None``. Nothing is raised for a bad
    file: the delivery is refused and says why. ``on`` is the day against which pupils' ages are
    judged; without it ages are not.
    """
    problems: list[Problem] = []
    try:
        files = dict(source) if isinstance(source, Mapping) else _read_folder(source, problems)
    except FileRefused as refusal:
        return Delivery(problems=[_refusal("", refusal)], refused=True)
    sheets = _recognise_all(files, problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Delivery(problems=problems, refused=True)
    return _read_sheets(sheets, problems, on)


def _refusal(file: str, refusal: FileRefused) -> Problem:
    return Problem(file, refusal.line, refusal.column, refusal.sentence, Severity.ERROR, refusal.code)


def _read_folder(folder: Path, problems: list[Problem]) -> dict[str, bytes]:
    if not folder.is_dir():
        raise FileRefused("no_folder", "Ce dossier n’existe pas.")
    files: dict[str, bytes] = {}
    try:
        for path in sorted(folder.iterdir()):
            if path.name.startswith(".") or not path.is_file():
                continue
            if path.suffix.lower() not in _DATA_SUFFIXES:
                sentence = "Fichier laissé de côté : ce n’est pas un CSV."
                problems.append(Problem(path.name, 0, "", french(sentence), Severity.INFO, "ignored_file"))
                continue
            with path.open("rb") as stream:
                files[path.name] = stream.read(MAX_BYTES + 1)
            if len(files) > MAX_FILES:
                raise FileRefused(
                    "too_many_files", "Ce dossier contient trop de fichiers : trois sont attendus."
                )
    except OSError as error:
        raise FileRefused("unreadable", "Ce dossier ou l’un de ses fichiers ne peut pas être lu.") from error
    return files


def _recognise_all(files: Mapping[str, bytes], problems: list[Problem]) -> dict[Kind, Sheet]:
    """Place each file; refusals go to the problems, one per file, so that all are told at once."""
    sheets: dict[Kind, Sheet] = {}
    contents: dict[bytes, str] = {}
    for given_name in sorted(files):
        name = PurePath(given_name.replace("\\", "/")).name
        data = bytes(files[given_name])
        if data in contents:
            sentence = f"Même contenu que « {contents[data]} » : lu une fois."
            problems.append(Problem(name, 0, "", french(sentence), Severity.INFO, "same_file"))
            continue
        contents[data] = name
        try:
            sheet = _open(name, data)
            if (other := sheets.get(sheet.layout.kind)) is not None:
                raise FileRefused(
                    "kind_twice",
                    f"Il y a deux fichiers des {FRENCH[sheet.layout.kind]} : « {other.file} » et « {name} »."
                    " N’en gardez qu’un.",
                )
            sheets[sheet.layout.kind] = sheet
        except FileRefused as refusal:
            problems.append(_refusal(name, refusal))
    if not sheets and not any(problem.severity is Severity.ERROR for problem in problems):
        nothing = FileRefused("no_file", "Aucun fichier d’ONDE ici : élèves, responsables ou enseignants.")
        problems.append(_refusal("", nothing))
    return sheets


def _open(name: str, data: bytes) -> Sheet:
    text, encoding = decode(data)
    table = parse_table(text)
    layout = recognise(table, name)
    refuse_broken(table, layout, text)
    return Sheet(name, encoding, table, layout)


def _read_sheets(sheets: dict[Kind, Sheet], problems: list[Problem], on: date | None) -> Delivery:
    pupils = guardians = teachers = None
    known: dict[str, str] = {}
    try:
        if sheet := sheets.get(Kind.PUPILS):
            pupils = read_pupils(sheet, on)
            known = known_labels(label for pupil in pupils for label in pupil.classes)
            _refuse_nobody(sheet, pupils)
    except FileRefused as refusal:
        return Delivery(problems=[*problems, _refusal(sheets[Kind.PUPILS].file, refusal)], refused=True)
    if sheet := sheets.get(Kind.GUARDIANS):
        guardians = read_guardians(sheet, pupils)
    if sheet := sheets.get(Kind.TEACHERS):
        teachers = read_teachers(sheet, known)
    classes = gather_classes(pupils, guardians, teachers)
    ordered = [sheets[kind] for kind in _ORDER if kind in sheets]
    for sheet in ordered:
        if sheet.layout.kind is Kind.PUPILS:
            sheet.problems += report_levels(classes, sheet.header_of("class"))
        problems += sorted(sheet.problems, key=lambda problem: problem.line)
    return Delivery(
        pupils=pupils,
        guardians=guardians,
        teachers=teachers,
        classes=classes,
        problems=problems,
        files=tuple(SourceFile(s.file, s.layout.kind, s.encoding, len(s.table.rows)) for s in ordered),
        uais=frozenset(uai for s in ordered for uai in s.uais),
    )


def _refuse_nobody(sheet: Sheet, pupils: list[PupilRecord]) -> None:
    if not pupils:
        raise FileRefused(
            "nobody", f"Aucun élève lisible dans le fichier, sur {counted(len(sheet.table.rows), 'ligne')}."
        )
