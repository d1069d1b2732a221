"""`make_academy`: the deliveries of an invented academy, in files."""

import json
import sys
import time
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.devtools.generators.academy.files import DeliveryWriter
from eprimo.devtools.generators.academy.make import Made, OutputExists, Wish, make_academy
from eprimo.devtools.generators.academy.places import INVENTED, UnreadableList, read_places, write_list
from eprimo.devtools.generators.academy.story import FIRST_DAY, ODDITIES, USUAL_RATE, Plan
from eprimo.devtools.progress import ProgressBar
from eprimo.foundation.directory.french_territory import place_of

# The list of the schools, each with its circonscription: invented, and named so, where the list given has none.
SCHOOLS = "ecoles.csv"
_ALL = "all"
_NO_ACADEMY = "99"


class Command(BaseCommand):
    # Nothing of the product is used but its list of academies.
    requires_system_checks = []
    help = (
        "Invent the people of an academy and write what its schools and the State would send: the three ONDE files of"
        " each school, and AAF 1D deliveries, a full one for the first day and one of changes for each day after it."
        " Schools are those of the list, written again as ecoles.csv with a circonscription each (invented, and named"
        " so, where the list has none); everybody in them is invented. The same options always write the same files."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--schools", metavar="FILE", default=str(INVENTED),
            help="list of schools, CSV of the open directory (default: twelve invented schools)",
        )  # fmt: skip
        parser.add_argument(
            "--seed", type=int, default=1, help="another number gives other people (default: 1)"
        )
        parser.add_argument(
            "--size",
            type=_some,
            metavar="PEOPLE",
            help="about how many people in all (default: as such schools have)",
        )
        parser.add_argument("--out", metavar="FOLDER", required=True, help="where to write")
        parser.add_argument("--replace", action="store_true", help="write over an academy made there before")
        parser.add_argument(
            "--first", type=_day, default=FIRST_DAY, metavar="YYYY-MM-DD",
            help=f"day of the full delivery (default: {FIRST_DAY}); a 1 September that follows turns the school year",
        )  # fmt: skip
        parser.add_argument(
            "--days", type=_count, default=0, help="days of changes after the first (default: none)"
        )
        parser.add_argument(
            "--rate", type=float, default=USUAL_RATE, metavar="PERCENT",
            help=f"events a day for a hundred people (default: {USUAL_RATE})",
        )  # fmt: skip
        parser.add_argument(
            "--full-every", type=_count, default=0, metavar="DAYS",
            help="write a full delivery too after that many days, again and again",
        )  # fmt: skip
        parser.add_argument(
            "--academy", metavar="NN", help="code of the academy (default: that of the first school)"
        )
        parser.add_argument(
            "--oddities", nargs="?", const=_ALL, default="", metavar="NAMES",
            help=f"what real families and files do, with commas between; alone: all of {', '.join(ODDITIES)}",
        )  # fmt: skip
        parser.add_argument("--only", choices=("aaf", "onde"), help="write one sort of files only")
        parser.add_argument("--json", action="store_true", help="print what was written as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.perf_counter()
        try:
            wish = _wish(options)
            with ProgressBar("Académie", quiet=options["json"]) as bar:
                made = make_academy(wish, replace=options["replace"], told=bar.at)
            write_list(Path(options["schools"]), wish.plan.places, wish.out / SCHOOLS)
        except (UnreadableList, OutputExists, ArgumentTypeError) as error:
            self.stderr.write(str(error))
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(_machine(made, wish), ensure_ascii=False, indent=2))
        else:
            for line in _lines(made, wish):
                self.stdout.write(line)
            self.stdout.write(f"Écrit dans {wish.out} en {time.perf_counter() - begun:.1f} s.")


def _wish(options: dict[str, Any]) -> Wish:
    places = read_places(Path(options["schools"]))
    first = place_of(places[0].insee)
    plan = Plan(
        places=tuple(places), seed=options["seed"], people=options["size"], first=options["first"],
        days=options["days"], rate=options["rate"], full_every=options["full_every"],
        oddities=_oddities(options["oddities"]),
    )  # fmt: skip
    return Wish(
        plan,
        Path(options["out"]),
        options["academy"] or (first.academy if first else _NO_ACADEMY),
        aaf=options["only"] != "onde",
        onde=options["only"] != "aaf",
    )


def _oddities(text: str) -> frozenset[str]:
    if text == _ALL:
        return frozenset(ODDITIES)
    asked = frozenset(name.strip() for name in text.split(",") if name.strip())
    if unknown := sorted(asked - set(ODDITIES)):
        raise ArgumentTypeError(f"No such oddity: {', '.join(unknown)}. Known: {', '.join(ODDITIES)}.")
    return asked


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day like 2026-09-07") from error


def _count(text: str) -> int:
    if not text.isdigit():
        raise ArgumentTypeError(f"{text} is not a number of days")
    return int(text)


def _some(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not a number of people")
    return int(text)


def _machine(made: Made, wish: Wish) -> dict[str, Any]:
    return {
        "academy": wish.academy,
        "seed": wish.plan.seed,
        "people": dict(made.people),
        "happened": dict(sorted(made.happened.items())),
        "onde": made.people["schools"] if wish.onde else 0,
        "deliveries": [_delivery(writer) for writer in made.deliveries],
    }


def _delivery(writer: DeliveryWriter) -> dict[str, Any]:
    requests: dict[str, dict[str, int]] = {}
    for (kind, verb), count in sorted(writer.counts.items()):
        requests.setdefault(kind, {})[verb] = count
    return {
        "folder": str(writer.folder), "kind": writer.mode, "day": writer.day.isoformat(),
        "files": writer.files, "bytes": writer.size, "requests": requests,
    }  # fmt: skip


def _lines(made: Made, wish: Wish) -> list[str]:
    people = made.people
    everybody = people["pupils"] + people["guardians"] + people["staff"]
    lines = [
        f"{people['schools']} écoles, {people['classes']} classes, {everybody} personnes.",
        f"{people['pupils']} élèves, {people['guardians']} responsables, {people['staff']} personnels.",
    ]
    if wish.onde:
        lines.append(f"Fichiers ONDE de {people['schools']} écoles dans {wish.out / 'onde'}.")
    for writer in made.deliveries:
        verbs = {
            verb: sum(n for (_, v), n in writer.counts.items() if v == verb) for _, verb in writer.counts
        }
        told = ", ".join(f"{verbs[verb]} {word}" for verb, word in _VERBS.items() if verb in verbs) or "rien"
        lines.append(f"  {writer.folder.name}\N{NO-BREAK SPACE}: {told} ({writer.files} fichiers).")
    return lines


_VERBS = {"add": "ajouts", "modify": "modifications", "delete": "suppressions"}
