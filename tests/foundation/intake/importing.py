"""Imports of invented schools, for tests."""

import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from eprimo.devtools.generators.onde_writer import CLASSIC, Variant, write_onde_folder
from eprimo.devtools.generators.shapes import InventedSchool
from eprimo.foundation.directory.models import School
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
