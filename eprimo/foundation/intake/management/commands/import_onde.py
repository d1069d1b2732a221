"""`import_onde`: the three files of ONDE into a school."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.accounts.sheets import sheets_pdf, write_private
from eprimo.foundation.directory.actions.school_setup import INSEE, UAI, SchoolFacts
from eprimo.foundation.directory.enums import SchoolKind, Sector
from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.actions.folders import FolderImport, FolderOutcome, folder_import
from eprimo.foundation.intake.merge.plan import Plan
from eprimo.foundation.intake.merge.report import asks_as_problems, machine_report, text_report
from eprimo.foundation.intake.onde import read_delivery
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import Problem, Severity
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError


class Command(BaseCommand):
    # No page is served here: reading every address of the product would cost more than the work itself.
    requires_system_checks = []
    help = (
        "Import the ONDE files of a folder (pupils, guardians, teachers) into a school. What will be created, changed"
        " and leave is shown first. Exit 0 when applied, or when a dry run finds nothing against it; 1 when refused or"
        " when it waits for --yes (many would leave, more than a tenth of the lines is refused): nothing was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="folder with the CSV files, as ONDE writes them")
        parser.add_argument(
            "--school", metavar="UAI", required=True, help="number of the school, like 0441234A"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change, and change nothing"
        )
        parser.add_argument(
            "--yes",
            action="store_true",
            help="apply even when many people would leave, or many lines are refused",
        )
        parser.add_argument(
            "--other-school",
            metavar="REASON",
            default="",
            help="apply files that look like another school's, with the reason, which is kept (--yes too)",
        )
        parser.add_argument("--json", action="store_true", help="print counts and problems as JSON")
        new = parser.add_argument_group("a school that is not there, or not open, yet")
        new.add_argument(
            "--create-school",
            action="store_true",
            help="make it when it is missing, open it for twelve months when it is closed, print its director's sheet",
        )
        new.add_argument("--name", default="", help="its name")
        new.add_argument("--commune", metavar="INSEE", default="", help="number of its commune, like 44109")
        new.add_argument("--commune-name", default="", help="name of its commune, when it is not there yet")
        new.add_argument("--sector", choices=Sector.values, default=Sector.PUBLIC.value)
        new.add_argument("--kind", choices=SchoolKind.values, default=SchoolKind.PRIMARY.value)
        new.add_argument(
            "--director", metavar="NOM Prénom", default="", help="its head, when the files name none"
        )
        new.add_argument("--sheet", metavar="PDF", default="", help="where to write the director's sheet")

    def handle(self, *args: Any, **options: Any) -> None:
        self.machine: bool = options["json"]
        try:
            asked = self._asked(options)
            self._progress("Comparaison avec l’annuaire…")
            if not self.machine and not asked.dry_run:
                self._show(folder_import(replace(asked, dry_run=True)))
            outcome = folder_import(asked)
        except DomainError as error:
            self._refuse(error.sentence)
        self._conclude(outcome, asked, options["sheet"])

    def _asked(self, options: dict[str, Any]) -> FolderImport:
        uai = options["school"].strip().upper()
        if not UAI.fullmatch(uai):
            self._refuse(
                f"« {options['school']} » n’est pas un numéro d’école (UAI) : sept chiffres et une lettre."
            )
        facts = None
        if options["create_school"] and not School.objects.filter(uai=uai).exists():
            if not options["name"].strip() or not INSEE.fullmatch(options["commune"]):
                self._refuse("--create-school demande --name et --commune (code INSEE, cinq signes).")
            facts = SchoolFacts(
                uai, options["name"].strip()[:160], SchoolKind(options["kind"]), Sector(options["sector"]),
                options["commune"], options["commune_name"].strip()[:120],
            )  # fmt: skip
        self._progress("Lecture des fichiers…")
        delivery = read_delivery(Path(options["folder"]), on=clock.today("Europe/Paris"))
        return FolderImport(
            delivery,
            uai,
            dry_run=options["dry_run"],
            yes=options["yes"],
            opens=options["create_school"],
            facts=facts,
            director=options["director"],
            opening=options["other_school"].strip()[:300],
        )

    def _progress(self, sentence: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(sentence, self.style.NOTICE)

    def _refuse(self, sentence: str) -> None:
        problem = Problem("", 0, "", french(sentence), Severity.ERROR, "refused")
        if self.machine:
            self.stdout.write(json.dumps(machine_report(Plan(), [problem]), ensure_ascii=False, indent=2))
        else:
            self.stderr.write(f"Refusé, rien n’est changé\N{NO-BREAK SPACE}: {problem.message}")
        sys.exit(1)

    def _show(self, outcome: FolderOutcome) -> None:
        self.stdout.write(f"Ce que l’import change dans {outcome.school}\N{NO-BREAK SPACE}:")
        for line in text_report(outcome.plan, applied=False):
            self.stdout.write(french(line))

    def _conclude(self, outcome: FolderOutcome, asked: FolderImport, sheet: str) -> None:
        passes = outcome.applied or (asked.dry_run and outcome.would_apply)
        told = [*asks_as_problems(outcome.plan, hard=True)] if not asked.yes else []
        told += asks_as_problems(outcome.plan, hard=False)
        printed = self._print_sheet(outcome, sheet) if outcome.applied and outcome.directors else ""
        if self.machine:
            self.stdout.write(json.dumps(machine_report(outcome.plan, told), ensure_ascii=False, indent=2))
        else:
            if asked.dry_run:
                self._show(outcome)
            for problem in told:
                self.stdout.write(f"  ! {problem.message}")
            self.stdout.write(french(_conclusion(outcome, asked, passes=passes)))
        if printed:
            # Beside the JSON, which is for machines alone.
            out = self.stderr if self.machine else self.stdout
            out.write(f"Fiche de connexion de la direction\N{NO-BREAK SPACE}: {printed}")
        if not passes:
            sys.exit(1)

    def _print_sheet(self, outcome: FolderOutcome, sheet: str) -> str:
        """Write the letter of the director, readable by who runs the command only."""
        school = outcome.school
        target = Path(sheet or f"fiche-direction-{school.uai}.pdf")
        made = sheets_make(actor=None, person_ids=outcome.directors, school=school)
        write_private(target, sheets_pdf(made.cards, made.letters))
        return str(target)


def _conclusion(outcome: FolderOutcome, asked: FolderImport, *, passes: bool) -> str:
    if outcome.applied:
        return "Appliqué."
    if passes:
        return "Essai seulement : rien n’est changé."
    return "Refusé : rien n’est changé." if not asked.dry_run else "Serait refusé : rien n’est changé."
