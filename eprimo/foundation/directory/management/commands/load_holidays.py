"""`load_holidays`: newer school years of the ministry's calendar."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.directory.actions.calendar import zone_holidays_keep
from eprimo.foundation.directory.holiday_files import read_holidays, years_of


class Command(BaseCommand):
    # No page is served here: reading every address of the product would cost more than the work itself.
    requires_system_checks = []
    help = (
        "Load school holidays from the CSV of the ministry's open data (fr-en-calendrier-scolaire, UTF-8, semicolons)."
        " They take the place of those known for the same zones and school years; the same file again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV file")
        parser.add_argument("--from-year", type=int, default=0, help="leave out school years before that one")
        parser.add_argument("--json", action="store_true", help="print counts and problems as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = Path(options["file"]).read_bytes()
        except OSError:
            content = b""
        read = read_holidays(content)
        rows = [one for one in read.holidays if one.year >= options["from_year"]]
        moved = 0 if read.refused else zone_holidays_keep(rows=rows)
        if options["json"]:
            problems = [{"line": p.line, "column": p.column, "message": p.message} for p in read.problems]
            counts = {"holidays": len(rows), "moved": moved, "without_return": read.without_return}
            self.stdout.write(json.dumps({**counts, "problems": problems}, ensure_ascii=False, indent=2))
        else:
            for one in read.problems:
                where = f"ligne {one.line}, {one.column}" if one.line else options["file"]
                self.stdout.write(f"  - {where}\N{NO-BREAK SPACE}: {one.message}")
            told = f"Vacances lues ({years_of(rows)})\N{NO-BREAK SPACE}: {len(rows)}"
            self.stdout.write(f"{told}, changements\N{NO-BREAK SPACE}: {moved}.")
        if read.refused:
            sys.exit(1)
