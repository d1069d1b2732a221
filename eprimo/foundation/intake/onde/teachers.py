"""Teachers: one row per class in the file, one record per person."""

from collections import defaultdict
from dataclasses import replace

from eprimo.foundation.intake.onde.cells import MAX_LABEL, Cells, Sheet
from eprimo.foundation.intake.onde.pupils import split_labels
from eprimo.foundation.intake.onde.text import fold
from eprimo.foundation.intake.onde.values import parse_civility
from eprimo.foundation.intake.records import Phone, Severity, TeacherRecord


def read_teachers(sheet: Sheet, known: dict[str, str]) -> list[TeacherRecord]:
    """Read the teachers of a sheet. ``known`` holds the pupils' classes (folded → label)."""
    groups: defaultdict[tuple[str, ...], list[TeacherRecord]] = defaultdict(list)
    for row in sheet.table.rows:
        if teacher := _read_teacher(Cells(sheet, row), known):
            key = teacher.external_id or fold(teacher.last_name)
            groups[key, fold(teacher.usual_name), fold(teacher.first_name), teacher.civility or ""].append(
                teacher
            )
    teachers = [teacher for group in groups.values() for teacher in _one_per_person(sheet, group)]
    directors = [teacher for teacher in teachers if teacher.is_director]
    for other in directors[1:]:
        sheet.report(
            "several_directors",
            f"Un autre directeur est déjà donné à la ligne {directors[0].source.line}.",
            line=other.source.line,
            column=sheet.header_of("is_director"),
        )
    return sorted(teachers, key=lambda teacher: teacher.source.line)


def _read_teacher(cells: Cells, known: dict[str, str]) -> TeacherRecord | None:
    cells.note_uai()
    usual_name = cells.surname("usual_name")
    last_name, first_name = cells.surname("last_name") or usual_name, cells.name("first_name")
    for name, text, sentence in (
        ("last_name", last_name, "Le nom de l’enseignant manque : la ligne n’est pas prise."),
        ("first_name", first_name, "Le prénom de l’enseignant manque : la ligne n’est pas prise."),
    ):
        if not text:
            cells.warn("no_name", sentence, cells.place(name), Severity.ERROR)
    if not last_name or not first_name or cells.blocked:
        return None
    return TeacherRecord(
        source=cells.source,
        last_name=last_name,
        first_name=first_name,
        usual_name=usual_name,
        civility=cells.choice(
            "civility", parse_civility, "bad_civility", "« {} » n’est pas une civilité connue."
        ),
        email=cells.email(),
        phones=cells.phones(),
        is_director=cells.yes_no("is_director"),
        classes=_classes(cells, known),
        function=cells.text("function"),
        external_id=cells.identifier(cells.place("external_id")),
    )


def _classes(cells: Cells, known: dict[str, str]) -> tuple[str, ...]:
    labels: dict[str, str] = {}
    for position in cells.sheet.layout.columns.get("class", ()):
        for label in split_labels(cells.at(position, MAX_LABEL), known):
            if known and fold(label) not in known:
                cells.warn("class_without_pupil", f"Aucun élève n’est dans la classe « {label} ».", position)
            labels.setdefault(fold(label), label)
    return tuple(labels.values())


def _one_per_person(sheet: Sheet, rows: list[TeacherRecord]) -> list[TeacherRecord]:
    """Join the rows of one teacher. Two different e-mail addresses are two people."""
    emails = list(dict.fromkeys(row.email.casefold() for row in rows if row.email))
    if len(emails) > 1:
        sheet.report(
            "teacher_namesakes",
            f"Même nom que l’enseignant de la ligne {rows[0].source.line}, mais une autre adresse"
            " électronique : gardés comme des personnes différentes, à vérifier.",
            line=next(row.source.line for row in rows if row.email and row.email.casefold() == emails[1]),
            column=sheet.header_of("last_name"),
        )
    people: dict[str, list[TeacherRecord]] = {email: [] for email in emails[:1] or [""]}
    for row in rows:
        email = row.email.casefold() if row.email else next(iter(people))
        people.setdefault(email, []).append(row)
    return [_join(same) for same in people.values()]


def _join(rows: list[TeacherRecord]) -> TeacherRecord:
    first, *others = rows
    if not others:
        return first
    classes: dict[str, str] = {}
    phones: dict[str, Phone] = {}
    for row in rows:
        classes |= {fold(label): label for label in row.classes if fold(label) not in classes}
        for phone in row.phones:
            phones.setdefault(phone.number, phone)
    roles = [row.is_director for row in rows if row.is_director is not None]
    return replace(
        first,
        email=next((row.email for row in rows if row.email), None),
        phones=tuple(phones.values()),
        is_director=any(roles) if roles else None,
        classes=tuple(classes.values()),
        function=next((row.function for row in rows if row.function), ""),
        more_sources=tuple(row.source for row in others),
    )
