"""`import_schools`: the schools of a territory, from the list of the open directory."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.directory.actions.openings import Kept, schools_keep
from eprimo.foundation.directory.school_files import SchoolFile, read_schools


class Command(BaseCommand):
    # No page is served here: reading every address of the product would cost more than the work itself.
    requires_system_checks = []
    help = (
        "Make or update the schools of a CSV file (UTF-8, semicolons: uai, nom, niveau, secteur, code_insee, and"
        " ville, siren_epci, latitude, longitude when known), with their communes. Lines that cannot be read are told"
        " and left out; the same file again changes nothing. Schools stay closed until they have an entitlement."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV file")
        parser.add_argument("--json", action="store_true", help="print counts and problems as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.perf_counter()
        try:
            content = Path(options["file"]).read_bytes()
        except OSError:
            content = b""
        read = read_schools(content)
        kept = Kept([], 0, 0, 0) if read.refused else schools_keep(facts=read.schools)
        if options["json"]:
            self.stdout.write(json.dumps(_machine(read, kept), ensure_ascii=False, indent=2))
        else:
            for problem in read.problems:
                where = f"ligne {problem.line}, {problem.column}" if problem.line else options["file"]
                self.stdout.write(f"  - {where}\N{NO-BREAK SPACE}: {problem.message}")
            self.stdout.write(
                f"{len(kept.made)} écoles créées, {kept.updated} modifiées, {kept.unchanged} inchangées,"
                f" {kept.communes} communes créées en {time.perf_counter() - begun:.1f} s."
            )
        if read.refused:
            sys.exit(1)


def _machine(read: SchoolFile, kept: Kept) -> dict[str, Any]:
    return {
        "schools": {"created": len(kept.made), "updated": kept.updated, "unchanged": kept.unchanged},
        "communes": {"created": kept.communes},
        "problems": [
            {"line": one.line, "column": one.column, "message": one.message} for one in read.problems
        ],
    }
