"""From the objects of a file to lines of COPY: what each process that reads a delivery does."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from eprimo.foundation.intake.aaf.files import AafFile, Kind
from eprimo.foundation.intake.aaf.objects import read_objects
from eprimo.foundation.intake.aaf.remarks import Remarks
from eprimo.foundation.intake.aaf.requests import AafObject
from eprimo.foundation.intake.aaf.rows import Rows, SchoolSaid
from eprimo.foundation.intake.records import Severity

_BUFFER = 1 << 16
# Numbers that one file may give its objects: the order of the files is that of their objects.
OF_A_FILE = 10_000_000
# What stands for no value: a character that `text` takes out of every value.
NONE = "\x1d"

type Send = Callable[[bytes], None]


@dataclass(slots=True)
class Part:
    """What reading gave besides the lines."""

    people: int = 0
    told: Remarks = field(default_factory=Remarks)
    schools: list[SchoolSaid] = field(default_factory=list)
    untaken: set[str] = field(default_factory=set)
    keyless: set[Kind] = field(default_factory=set)
    # How many objects of each kind were refused.
    refused: Counter[Kind] = field(default_factory=Counter)


def read_file(number: int, file: AafFile, send: Send) -> Part:
    """Send the lines of one file of a full delivery, the `number`th. Raises AafRefused."""
    return lines_of(read_objects(file), send, full=True, after=number * OF_A_FILE)


def lines_of(objects: Iterable[AafObject], send: Send, *, full: bool, after: int = 0) -> Part:
    """Send the lines of these objects, by blocks; their numbers begin after that one."""
    part = Part()
    rows = Rows(part.told, after)
    lines: list[str] = []
    size = 0
    for found in objects:
        if not _is_ours(found, part, full=full):
            continue
        if found.kind is Kind.SCHOOL:
            if (school := rows.school(found)) is not None:
                part.schools.append(school)
        elif (row := rows.row(found)) is not None:
            lines.append(_line(row))
            size += len(lines[-1])
            if size > _BUFFER:
                _send(lines, send)
                size = 0
    _send(lines, send)
    part.people, part.untaken, part.keyless = rows.number - after, rows.untaken, rows.keyless
    part.refused = rows.refused
    return part


def _is_ours(found: AafObject, part: Part, *, full: bool) -> bool:
    if found.kind is None:
        part.told.tell(
            "other_kind", f"L’objet {found.key} n’est d’aucun genre connu : laissé.", file=found.file,
            severity=Severity.INFO,
        )  # fmt: skip
        return False
    if full and found.op != "a":
        part.told.tell(
            "change_in_full",
            f"L’objet {found.key} est changé dans une livraison complète : laissé.",
            file=found.file,
        )
        return False
    return True


def _line(row: tuple[Any, ...]) -> str:
    """COPY's text form. Values hold no tab and no line break; a backslash is doubled."""
    line = "\t".join(
        [NONE if value is None else value if value.__class__ is str else str(value) for value in row]
    )
    return line.replace("\\", "\\\\") if "\\" in line else line


def _send(lines: list[str], send: Send) -> None:
    if lines:
        lines.append("")
        send("\n".join(lines).encode())
        lines.clear()
