"""Guardians: their rows, the children they name, and which rows are one person."""

from collections import defaultdict
from dataclasses import replace

from eprimo.foundation.intake.onde.cells import MAX_COUNTRY, MAX_LABEL, MAX_POSTCODE, Cells, Sheet
from eprimo.foundation.intake.onde.children import PupilIndex
from eprimo.foundation.intake.onde.text import fold
from eprimo.foundation.intake.onde.values import parse_civility
from eprimo.foundation.intake.records import (
    ChildReference,
    GuardianRecord,
    Phone,
    PupilRecord,
    Severity,
    Source,
)
from eprimo.foundation.kernel.text import surname

type ChildKey = tuple[int | None, str, str, str]


def read_guardians(sheet: Sheet, pupils: list[PupilRecord] | None) -> list[GuardianRecord]:
    """Read the guardians of a sheet; their children are looked up when the pupils were delivered."""
    index = PupilIndex(pupils) if pupils is not None else None
    rows = [guardian for row in sheet.table.rows if (guardian := _read_guardian(Cells(sheet, row), index))]
    groups: defaultdict[tuple[str, str], list[GuardianRecord]] = defaultdict(list)
    for guardian in rows:
        groups[fold(guardian.last_name), fold(guardian.first_name)].append(guardian)
    merged = [guardian for group in groups.values() for guardian in _one_per_person(sheet, group)]
    return sorted(merged, key=lambda guardian: guardian.source.line)


def _read_guardian(cells: Cells, index: PupilIndex | None) -> GuardianRecord | None:
    cells.note_uai()
    usual_name = cells.surname("usual_name")
    last_name, first_name = cells.surname("last_name") or usual_name, cells.name("first_name")
    for name, text, sentence in (
        ("last_name", last_name, "Le nom du responsable manque : la ligne n’est pas prise."),
        ("first_name", first_name, "Le prénom du responsable manque : la ligne n’est pas prise."),
    ):
        if not text:
            cells.warn("no_name", sentence, cells.place(name), Severity.ERROR)
    if not last_name or not first_name or cells.blocked:
        return None
    children = _read_children(cells, index)
    if not children:
        cells.warn("no_child", "Ce responsable n’a pas d’enfant dans le fichier.", None)
    return GuardianRecord(
        source=cells.source,
        last_name=last_name,
        first_name=first_name,
        usual_name=usual_name,
        civility=cells.choice(
            "civility", parse_civility, "bad_civility", "« {} » n’est pas une civilité connue."
        ),
        address_lines=cells.lines("address"),
        postcode=cells.text("postcode", MAX_POSTCODE),
        city=cells.text("city"),
        country=cells.text("country", MAX_COUNTRY),
        email=cells.email(),
        phones=cells.phones(),
        external_id=cells.identifier(cells.place("external_id")),
        children=children,
    )


def _blocks_of(cells: Cells) -> list[dict[str, int]]:
    """Blocks of the header, and those that a row adds past it in the same order."""
    blocks = list(cells.sheet.layout.blocks)
    if not blocks or not cells.sheet.layout.blocks_close_the_row:
        return blocks
    width, last = cells.sheet.layout.block_width, blocks[-1]
    start = max(last.values()) + 1
    while start < len(cells.row.cells):
        last = {name: position + width for name, position in last.items()}
        blocks.append(last)
        start += width
    return blocks


def _read_children(cells: Cells, index: PupilIndex | None) -> tuple[ChildReference, ...]:
    found: dict[ChildKey, ChildReference] = {}
    for block in _blocks_of(cells):
        reference = ChildReference(
            last_name=surname(cells.name_at(block.get("last_name"))),
            first_name=cells.name_at(block.get("first_name")),
            usual_name=surname(cells.name_at(block.get("usual_name"))),
            class_label=cells.at(block.get("class_label"), MAX_LABEL),
            external_id=cells.identifier(block.get("external_id")),
        )
        named = (reference.last_name or reference.usual_name) and reference.first_name
        place = block.get("last_name", block.get("external_id"))
        if not named and not reference.external_id:
            if reference.last_name or reference.usual_name or reference.first_name or reference.class_label:
                cells.warn("half_child", "L’enfant n’a pas son nom et son prénom : non relié.", place)
            continue
        if index is not None:
            reference = index.resolve(reference)
            _report_child(cells, reference, index, place)
        found.setdefault(_child_key(reference), reference)
    return tuple(found.values())


def _report_child(cells: Cells, reference: ChildReference, index: PupilIndex, place: int | None) -> None:
    who = f"{reference.last_name or reference.usual_name} {reference.first_name}".strip() or "L’enfant nommé"
    if not reference.candidates:
        cells.warn("child_absent", f"{who} n’est pas dans le fichier des élèves.", place)
    elif reference.pupil is None:
        lines = ", ".join(str(index.pupils[i].source.line) for i in reference.candidates)
        cells.warn(
            "child_ambiguous",
            f"{who} peut être plusieurs élèves (lignes {lines} du fichier des élèves) : à départager.",
            place,
        )
    elif not index.in_named_class(reference):
        cells.warn(
            "child_other_class",
            f"{who} n’est pas dans la classe « {reference.class_label} » d’après le fichier des élèves.",
            place,
            Severity.INFO,
        )


def _child_key(child: ChildReference) -> ChildKey:
    if child.pupil is not None:
        return child.pupil, "", "", ""
    return None, fold(child.last_name or child.usual_name), fold(child.first_name), fold(child.class_label)


def _address_key(guardian: GuardianRecord) -> str | None:
    parts = (*guardian.address_lines, guardian.postcode, guardian.city)
    return fold(" ".join(parts)) if guardian.address_lines and (guardian.postcode or guardian.city) else None


def _one_per_person(sheet: Sheet, group: list[GuardianRecord]) -> list[GuardianRecord]:
    """Join the rows of one name that are one person; what remains are namesakes, kept apart.

    One person: the same key of the source, else the same address or exactly the same children.
    """
    if len(group) == 1:
        return group
    several_civilities = len({guardian.civility for guardian in group if guardian.civility}) > 1
    leader = list(range(len(group)))

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    seen: dict[object, int] = {}
    for i, guardian in enumerate(group):
        for mark in _marks(guardian, with_civility=several_civilities):
            first = find(seen.setdefault(mark, i))
            here = find(i)
            leader[max(first, here)] = min(first, here)
    people: defaultdict[int, list[GuardianRecord]] = defaultdict(list)
    for i, guardian in enumerate(group):
        people[find(i)].append(guardian)
    merged = [_join(sheet, rows) for rows in people.values()]
    if len(merged) > 1:
        merged = [replace(guardian, namesake=True) for guardian in merged]
        _report_namesakes(sheet, merged)
    return merged


def _marks(guardian: GuardianRecord, *, with_civility: bool) -> list[object]:
    """What makes two rows of the same name one person."""
    if guardian.external_id:
        return [("id", guardian.external_id)]
    civility = guardian.civility if with_civility else None
    marks: list[object] = []
    if address := _address_key(guardian):
        marks.append(("address", civility, address))
    if guardian.children:
        marks.append(("children", civility, frozenset(_child_key(child) for child in guardian.children)))
    return marks


def _join(sheet: Sheet, rows: list[GuardianRecord]) -> GuardianRecord:
    if len(rows) == 1:
        return rows[0]
    first, *others = rows
    for other in others:
        sheet.report(
            "guardian_joined",
            f"Même responsable que la ligne {first.source.line} : les deux lignes font une seule personne.",
            line=other.source.line,
            column=sheet.header_of("last_name"),
            severity=Severity.INFO,
        )
    children: dict[ChildKey, ChildReference] = {}
    phones: dict[str, Phone] = {}
    for row in rows:
        for child in row.children:
            children.setdefault(_child_key(child), child)
        for phone in row.phones:
            phones.setdefault(phone.number, phone)
    housed = next((row for row in rows if row.address_lines), first)
    return replace(
        first,
        civility=next((row.civility for row in rows if row.civility), None),
        email=next((row.email for row in rows if row.email), None),
        address_lines=housed.address_lines,
        postcode=housed.postcode,
        city=housed.city,
        country=housed.country,
        children=tuple(children.values()),
        phones=tuple(phones.values()),
        more_sources=tuple(Source(row.source.file, row.source.line) for row in others),
    )


def _report_namesakes(sheet: Sheet, people: list[GuardianRecord]) -> None:
    first, *others = people
    for other in others:
        sheet.report(
            "guardian_namesakes",
            f"Même nom que le responsable de la ligne {first.source.line}, mais pas les mêmes enfants"
            " ni la même adresse (ou pas la même civilité) : gardés comme deux personnes, à vérifier.",
            line=other.source.line,
            column=sheet.header_of("last_name"),
        )
