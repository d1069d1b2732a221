"""`load_holidays`: newer school years of the ministry's calendar."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.directory.actions.calendar import zone_holidays_keep
from eprimo.foundation.directory.holiday_files import read_holidays, years_of
from eprimo.foundation.directory.school_lines import LineProblem


class Command(BaseCommand):
    # No page is served here: reading every address of the product would cost more than the work itself.
    requires_system_checks = []
    help = (
        "Load school holidays from the CSV of the ministry's open data (fr-en-calendrier-scolaire, UTF-8, semicolons)."
        " They take the place of those known for the same zones and school years; the same file again changes nothing."
        " Exit 1 when the file is refused, or when more than a tenth of its lines is and --yes was not given: nothing"
        " was changed then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV file")
        parser.add_argument("--from-year", type=int, default=0, help="leave out school years before that one")
        parser.add_argument("--yes", action="store_true", help="load even when many lines cannot be taken")
        parser.add_argument("--json", action="store_true", help="print counts and problems as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = Path(options["file"]).read_bytes()
        except OSError:
            content = b""
        read = read_holidays(content)
        rows = [one for one in read.holidays if one.year >= options["from_year"]]
        waits = bool(read.asks) and not options["yes"]
        moved = 0 if read.refused or waits else zone_holidays_keep(rows=rows)
        asks = [LineProblem(0, "", f"{read.asks} Ajoutez --yes pour appliquer quand même.")] if waits else []
        problems = [*asks, *read.problems]
        if options["json"]:
            said = [{"line": p.line, "column": p.column, "message": p.message} for p in problems]
            counts = {"holidays": len(rows), "moved": moved, "without_return": read.without_return}
            self.stdout.write(json.dumps({**counts, "problems": said}, ensure_ascii=False, indent=2))
        else:
            for one in problems:
                where = f"ligne {one.line}, {one.column}" if one.line else options["file"]
                self.stdout.write(f"  - {where}\N{NO-BREAK SPACE}: {one.message}")
            told = f"Vacances lues ({years_of(rows)})\N{NO-BREAK SPACE}: {len(rows)}"
            self.stdout.write(f"{told}, changements\N{NO-BREAK SPACE}: {moved}.")
        if read.refused or waits:
            sys.exit(1)
