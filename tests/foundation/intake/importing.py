"""Imports of invented schools, for tests."""

import json
from collections.abc import Iterable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from eprimo.devtools.generators.onde_writer import CLASSIC, Variant, write_onde_folder
from eprimo.devtools.generators.shapes import InventedSchool
from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.year_plan import next_level
from tests import factories as make

UAI = "0449001V"


def empty_school(uai: str = UAI, name: str = "École des Essais") -> School:
    return make.school(uai, name)


def run_import(folder: Path, *options: str, uai: str = UAI) -> tuple[int, dict[str, Any]]:
    """Exit status and JSON of `import_onde --json`."""
    out = StringIO()
    try:
        call_command(
            "import_onde", str(folder), "--school", uai, "--json", *options, stdout=out, stderr=StringIO()
        )
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(out.getvalue())


def import_school(
    folder: Path, school: InventedSchool, *options: str, variant: Variant = CLASSIC, uai: str = UAI
) -> dict[str, Any]:
    """Write the files and import them; the import is applied."""
    code, said = run_import(write_onde_folder(folder, school, variant), *options, uai=uai)
    assert code == 0, said["problems"]
    return said


def dump(*options: str) -> list[dict[str, Any]]:
    """Lines of `directory_dump`."""
    out = StringIO()
    call_command("directory_dump", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def counts(said: dict[str, Any], kind: str) -> tuple[int, int, int, int]:
    """created, updated, unchanged, left."""
    return tuple(said[kind][name] for name in ("created", "updated", "unchanged", "left"))  # type: ignore[return-value]


def people_in(lines: Iterable[dict[str, Any]], profile: str, uai: str = UAI) -> list[dict[str, Any]]:
    """People who have this profile at the school now."""
    return [
        line
        for line in lines
        if any(
            link["school"] == uai and link["profile"] == profile and link["to"] is None
            for link in line["affiliations"]
        )
    ]


def grown(school: InventedSchool, *, arrive: int = 0) -> InventedSchool:
    """Everybody one level up, in « Classe … », with as many new pupils of the first class."""
    label = {group.label: f"Classe {group.label}" for group in school.classes}
    pupils = []
    for one in school.pupils:
        level = next_level(one.level)
        places = [group for group in school.classes if level in group.levels]
        if level is not None and places:
            pupils.append(replace(one, level=level, class_label=label[places[-1].label]))
    for number in range(arrive):
        pupils.append(
            replace(pupils[0], key=f"new{number}", last_name=f"ARRIVE{number}", ine=f"99999999{number:02}Z")
        )
    staying = {one.key for one in pupils}
    kept = [(one, tuple(key for key in one.children if key in staying)) for one in school.guardians]
    guardians = tuple(replace(one, children=children) for one, children in kept if children)
    classes = tuple(replace(group, label=label[group.label]) for group in school.classes)
    teachers = tuple(
        replace(one, classes=tuple(label[name] for name in one.classes)) for one in school.teachers
    )
    return replace(school, pupils=tuple(pupils), guardians=guardians, classes=classes, teachers=teachers)
