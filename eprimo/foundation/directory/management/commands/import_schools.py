"""`import_schools`: the schools of a territory, from a list of the open directory."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.directory.actions.school_setup import Kept, schools_keep, schools_not_named
from eprimo.foundation.directory.communes import geography
from eprimo.foundation.directory.school_files import SchoolFile, read_schools
from eprimo.foundation.directory.school_lines import LineProblem
from eprimo.ui.plurals import counted

_MOST_ABSENT = 20


class Command(BaseCommand):
    # No page is served here: reading every address of the product would cost more than the work itself.
    requires_system_checks = []
    help = (
        "Make or update the schools of a CSV file, with their communes, groupings and circonscriptions: the directory"
        " of the ministry as it is published (annuaire de l’éducation, 72 columns), or a list trimmed from it (uai,"
        " nom, niveau, secteur, code_insee, and ville, siren_epci, latitude, longitude, circonscription, etat,"
        " uai_successeur when known). UTF-8, semicolons. Lines that cannot be read are told and left out; the same"
        " file again changes nothing. Schools stay closed until they have an entitlement."
        " Exit 1 when the file is refused, or when more than a tenth of its lines is and --yes was not given: nothing"
        " was changed then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV file")
        parser.add_argument(
            "--shut", action="store_true", help="end now the entitlement of schools that the file says closed"
        )
        parser.add_argument("--yes", action="store_true", help="apply even when many lines cannot be taken")
        parser.add_argument("--json", action="store_true", help="print counts and problems as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.perf_counter()
        try:
            content = Path(options["file"]).read_bytes()
        except OSError:
            content = b""
        read = read_schools(content)
        waits = bool(read.asks) and not options["yes"]
        stops = read.refused or waits
        kept = Kept([], 0, 0, 0) if stops else schools_keep(facts=read.schools, shut=options["shut"])
        absent = [] if stops else schools_not_named(facts=read.schools)
        asks = [LineProblem(0, "", f"{read.asks} Ajoutez --yes pour appliquer quand même.")] if waits else []
        problems = [*asks, *read.problems, *_doubts(read, kept), *_geography(read)]
        if options["json"]:
            said = _machine(read, kept, problems, absent)
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
        else:
            for problem in problems:
                where = f"ligne {problem.line}, {problem.column}" if problem.line else options["file"]
                self.stdout.write(f"  - {where}\N{NO-BREAK SPACE}: {problem.message}")
            for line in _lines(read, kept, absent):
                self.stdout.write(line)
            self.stdout.write(
                f"Écoles créées : {len(kept.made)}, modifiées : {kept.updated}, inchangées : {kept.unchanged},"
                f" changées de circonscription : {kept.districts} ; communes créées : {kept.communes} ;"
                f" en {time.perf_counter() - begun:.1f} s."
            )
        if stops:
            sys.exit(1)


def _doubts(read: SchoolFile, kept: Kept) -> Iterator[LineProblem]:
    for one in kept.doubts:
        yield LineProblem(read.lines[one.uai], one.what, one.sentence)


def _geography(read: SchoolFile) -> Iterator[LineProblem]:
    if not read.refused and not geography().names:
        yield LineProblem(
            0, "", "Le code géographique n’est pas là (make setup le fabrique)\N{NO-BREAK SPACE}: les communes sont"
            " prises comme le fichier les dit.",
        )  # fmt: skip


def _lines(read: SchoolFile, kept: Kept, absent: list[tuple[str, str]]) -> Iterator[str]:
    """What a human wants to know of schools one by one."""
    for uai, before, after in kept.renamed:
        yield f"  {uai}\N{NO-BREAK SPACE}: {before} s’appelle {after}."
    for uai in kept.closed:
        yield f"  {uai}\N{NO-BREAK SPACE}: le fichier dit l’école fermée."
    for uai, name in absent[:_MOST_ABSENT]:
        yield f"  {uai}\N{NO-BREAK SPACE}: {name} n’est pas dans le fichier."
    if len(absent) > _MOST_ABSENT:
        yield f"  Autres écoles qui ne sont pas dans le fichier\N{NO-BREAK SPACE}: {len(absent) - _MOST_ABSENT}."
    if kept.shut:
        shut = counted(kept.shut, "école fermée", "écoles fermées")
        yield f"{shut}\N{NO-BREAK SPACE}: restent la connexion et les exports."
    if read.others:
        yield f"Laissées de côté, d’autres établissements\N{NO-BREAK SPACE}: {counted(read.others, 'ligne')}."


def _machine(
    read: SchoolFile, kept: Kept, problems: list[LineProblem], absent: list[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "schools": {"created": len(kept.made), "updated": kept.updated, "unchanged": kept.unchanged},
        "communes": {"created": kept.communes},
        "circonscriptions": {"changed": kept.districts},
        "renamed": [{"uai": uai, "from": before, "to": after} for uai, before, after in kept.renamed],
        "closed": list(kept.closed),
        "shut": kept.shut,
        "absent": [uai for uai, _ in absent],
        "others": read.others,
        "problems": [{"line": one.line, "column": one.column, "message": one.message} for one in problems],
    }
