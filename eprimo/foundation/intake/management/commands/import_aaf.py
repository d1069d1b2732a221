"""`import_aaf`: the nightly delivery of an academy's directory, full or delta."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.intake.aaf.apply import changes
from eprimo.foundation.intake.aaf.files import AafRefused
from eprimo.foundation.intake.aaf.plan import PEOPLE_OF_A_BATCH, Counts
from eprimo.foundation.intake.aaf.run import AafOutcome, AafStopped, Progress, aaf_import
from eprimo.foundation.intake.merge.plan import KINDS, OUTCOMES
from eprimo.foundation.intake.merge.report import KIND_WORDS
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import Problem, Severity
from eprimo.foundation.kernel.owner import NoOwner
from eprimo.ui.plurals import counted

_DONE = {"created": "créés", "updated": "modifiés", "unchanged": "inchangés", "left": "retirés"}
_BAR = 30


class Command(BaseCommand):
    # No page is served here: reading every address of the product would cost more than the work itself.
    requires_system_checks = []
    help = (
        "Import a delivery of the directory of an academy (AAF 1D): schools, pupils, guardians, staff, in numbered"
        " parts,"
        " full or delta. Exit 0 when applied, or when a dry run finds nothing against it; 1 when refused, and then"
        " nothing was changed; 2 when the database stopped in the middle: the same command then goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="folder of one delivery, files …_Eleve_0000.xml")
        parser.add_argument("--academy", metavar="NN", required=True, help="number of the academy, like 17")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change in each school, and change nothing"
        )
        parser.add_argument(
            "--yes",
            action="store_true",
            help="apply even when many people would leave, many objects are refused, or it is an old delivery",
        )
        parser.add_argument(
            "--batch", type=int, default=PEOPLE_OF_A_BATCH, metavar="PEOPLE",
            help="people written in one transaction, by whole schools (default %(default)s)",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print counts, problems and schools as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        self.machine: bool = options["json"]
        begun = time.perf_counter()
        try:
            outcome = aaf_import(
                folder=Path(options["folder"]), academy=options["academy"], dry_run=options["dry_run"],
                yes=options["yes"], progress=_bar(), batch=options["batch"],
            )  # fmt: skip
        except AafRefused as refused:
            self._stop(Problem(refused.file, 0, "", refused.sentence, Severity.ERROR, refused.code), 1)
        except NoOwner as error:
            self._stop(Problem("", 0, "", error.sentence, Severity.ERROR, error.code), 1)
        except AafStopped as stopped:
            self._stop(Problem("", 0, "", stopped.sentence, Severity.ERROR, "stopped"), 2)
        self._conclude(outcome, options, time.perf_counter() - begun)

    def _stop(self, problem: Problem, code: int) -> None:
        if self.machine:
            outcome = AafOutcome(problems=[problem])
            self.stdout.write(json.dumps(_machine(outcome, []), ensure_ascii=False, indent=2))
        else:
            where = f"{problem.file}\N{NO-BREAK SPACE}: " if problem.file else ""
            head = "Refusé, rien n’est changé" if code == 1 else "Arrêté"
            self.stderr.write(f"{head}\N{NO-BREAK SPACE}: {where}{problem.message}")
        sys.exit(code)

    def _conclude(self, outcome: AafOutcome, options: dict[str, Any], seconds: float) -> None:
        passes = outcome.applied or (options["dry_run"] and (options["yes"] or not outcome.asks))
        asks = []
        if not options["yes"]:
            ending = french(" Ajoutez --yes pour appliquer quand même.")
            asks = [
                Problem("", 0, "", ask.sentence + ending, Severity.ERROR, ask.code) for ask in outcome.asks
            ]
        if self.machine:
            self.stdout.write(json.dumps(_machine(outcome, asks), ensure_ascii=False, indent=2))
        else:
            for line in _lines(outcome, dry_run=options["dry_run"]):
                self.stdout.write(french(line))
            for problem in asks:
                self.stdout.write(f"  ! {problem.message}")
            self.stdout.write(
                french(
                    f"{_ending(outcome, passes=passes)} {counted(outcome.people, 'personne')}, {seconds:.0f} s."
                )
            )
        if not passes:
            sys.exit(1)


def _ending(outcome: AafOutcome, *, passes: bool) -> str:
    if outcome.applied:
        return "Appliqué :"
    return "Essai seulement, rien n’est changé :" if passes else "Refusé, rien n’est changé :"


def _machine(outcome: AafOutcome, asks: list[Problem]) -> dict[str, Any]:
    told = [*asks, *outcome.problems]
    return {
        **outcome.counts,
        "academy": outcome.academy,
        "mode": "full" if outcome.full else "delta",
        "schools": outcome.schools,
        "problems": [
            {"file": one.file, "line": one.line, "column": one.column, "message": one.message} for one in told
        ],
    }


def _lines(outcome: AafOutcome, *, dry_run: bool) -> list[str]:
    """Counts of the academy, then of each school that changes."""
    form = "complète" if outcome.full else "de changements"
    lines = [f"Livraison {form} de l’académie {outcome.academy} :", *_counted(outcome.counts)]
    moved = {uai: counts for uai, counts in outcome.schools.items() if changes(counts)}
    if dry_run and moved:
        lines += ["", "École par école :"]
        lines += [f"  {uai}  {_short(counts)}" for uai, counts in moved.items()]
    still = len(outcome.schools) - len(moved)
    lines += [f"Écoles qui changent : {len(moved)} ; qui restent comme elles sont : {still}."]
    if outcome.problems:
        lines += ["", "À regarder :"]
        lines += [f"  - {f'{one.file} : ' if one.file else ''}{one.message}" for one in outcome.problems]
    return lines


def _counted(counts: Counts) -> list[str]:
    width = max(map(len, KIND_WORDS.values()))
    return [
        f"  {KIND_WORDS[kind].ljust(width)}  "
        + ", ".join(f"{counts[kind][name]} {_DONE[name]}" for name in OUTCOMES)
        for kind in KINDS
    ]


def _short(counts: Counts) -> str:
    """« élèves +3 ~1 -2 », kinds that change only."""
    signs = (("created", "+"), ("updated", "~"), ("left", "-"))
    said = []
    for kind in KINDS:
        parts = [f"{sign}{counts[kind][name]}" for name, sign in signs if counts[kind][name]]
        if parts:
            said.append(f"{KIND_WORDS[kind]} {' '.join(parts)}")
    return ", ".join(said)


def _bar() -> Progress:
    """On a terminal: the step, and a bar. Elsewhere: nothing."""
    if not sys.stderr.isatty():
        return Progress()
    shown = ""

    def step(name: str) -> None:
        nonlocal shown
        shown = name
        sys.stderr.write(f"\r\x1b[K{name}…")
        sys.stderr.flush()

    def share(done: int, total: int) -> None:
        filled = _BAR * done // max(total, 1)
        end = "\n" if done >= total else ""
        sys.stderr.write(f"\r\x1b[K{shown} [{'█' * filled}{'·' * (_BAR - filled)}] {done}/{total}{end}")
        sys.stderr.flush()

    return Progress(step, share)
