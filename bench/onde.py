"""How many people a second `import_onde` brings in, then finds unchanged: an invented school, whole command."""

import io
import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands

from bench import databases
from eprimo.devtools.generators.onde_writer import write_onde
from eprimo.devtools.generators.school_people import invent_school

PUPILS = 400
UAI = "9999901A"


def import_speed(schools: int) -> dict[str, Any] | None:
    """Import into a copy of the database of that size, thrown away after; None while the command is not there."""
    if "import_onde" not in get_commands():
        return None
    school = invent_school(20260901, PUPILS, "primaire")
    people = len(school.pupils) + len(school.guardians) + len(school.teachers)
    with databases.copied(schools), tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "onde"
        files.mkdir()
        for name, content in write_onde(school).items():
            (files / name).write_bytes(content)
        new = {
            "create_school": True,
            "name": "École du banc",
            "commune": "90000",
            "sheet": str(Path(folder) / "fiche.pdf"),
        }
        first = _timed(files, **new)
        again = _timed(files)
    return {
        "people": people,
        "seconds": first,
        "per_second": people / first,
        "unchanged_seconds": again,
        "unchanged_per_second": people / again,
    }


def _timed(folder: Path, **options: Any) -> float:
    said, started = io.StringIO(), time.perf_counter()
    try:
        call_command(
            "import_onde", str(folder), school=UAI, yes=True, json=True, stdout=said, stderr=said, **options
        )
    except SystemExit as refused:
        if refused.code:
            raise SystemExit(f"import_onde was refused: {said.getvalue()}") from refused
    return time.perf_counter() - started
