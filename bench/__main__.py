"""`python -m bench`: measure the pages at several sizes of academy, and the imports of ONDE and AAF files.

`--against FOLDER` compares this work tree with another, `--flat` a small academy with a great one and few notes with
many: both serve by turns. It ends with 1 when a page is not answered, or is dearer than it may be on the other side.
"""

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--schools", default="1,50,1530", help="sizes of academy, by commas (130 pupils a school)"
    )
    parser.add_argument(
        "--notes", type=int, default=1_800, choices=[190, 1_800], help="notes of each school under measure"
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="seconds of measure of each page")
    parser.add_argument("--fresh", action="store_true", help="make the databases again")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument(
        "--against", type=Path, metavar="FOLDER",
        help="compare with this work tree instead, on the greatest size",
    )  # fmt: skip
    parser.add_argument(
        "--flat", action="store_true",
        help="compare sizes instead: the least and the greatest academy, 190 and 1,800 notes",
    )  # fmt: skip
    parser.add_argument(
        "--no-import", action="store_true", help="leave out the import of ONDE and the change of year"
    )
    parser.add_argument(
        "--aaf", type=int, default=550_000, metavar="PEOPLE",
        help="people of the academy whose directory is imported; 0 leaves it out",
    )  # fmt: skip
    parser.add_argument("--no-browser", action="store_true", help="leave the paint on a slow phone out")
    parser.add_argument(
        "--morning", type=float, default=20.0, metavar="SECONDS",
        help="seconds of calls of rolls beside pages, on the greatest academy; 0 leaves them out",
    )  # fmt: skip
    parser.add_argument(
        "--photographs", type=int, default=100, metavar="COUNT",
        help="photographs that are looked at after that, beside pages; 0 leaves them out",
    )  # fmt: skip
    parser.add_argument("--no-starts", action="store_true", help="leave the first page after a start out")
    parser.add_argument("--no-wall", action="store_true", help="leave the cost of the second wall out")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench import compared

    if options.against or options.flat:
        written, faults = compared.against(options) if options.against else compared.flat(options)
    else:
        written, faults = measured(options)
    _write(written)
    if faults:
        print("Failed:\n  " + "\n  ".join(faults))
    return 1 if faults else 0


def measured(options: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """Every size, and the imports: what is written of it, and the pages that were not answered."""
    from django.core.management import call_command

    from bench import report
    from bench.measure import environment
    from bench.sizes import one_size

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("warm_templates", verbosity=0)
    sizes = [int(size) for size in options.schools.split(",")]
    missed: list[str] = []
    faults: list[str] = []
    written: dict[str, Any] = {"sizes": {}, "notes": options.notes}
    for schools in sizes:
        greatest = schools == max(sizes)
        size = one_size(
            schools,
            options.seconds,
            kept=options.notes,
            only=options.only,
            fresh=options.fresh,
            first=not options.no_starts,
            paint=greatest and not options.no_browser,
            walls=greatest and not options.no_wall,
            mornings=options.morning if greatest else 0,
            pictures=options.photographs,
        )
        written["sizes"][schools], more = report.of_size(schools, size)
        missed += more
        faults += report.unanswered(size)
    written["environment"] = environment()
    missed += _imports(options, sizes, written)
    print("\n" + ("Missed:\n  " + "\n  ".join(missed) if missed else "Every budget is kept."))
    written["missed"] = missed
    return written, faults


def _imports(options: argparse.Namespace, sizes: list[int], written: dict[str, Any]) -> list[str]:
    """The imports and the change of year, as they are asked for; the budgets that they miss."""
    from bench import aaf, years
    from bench.onde import import_speed
    from bench.years import year_speed

    missed: list[str] = []
    if not options.no_import and (speed := import_speed(min(sizes))) is not None:
        written["import_onde"] = speed
        print(
            f"\nimport_onde: {speed['per_second']:.0f} people/s ({speed['people']} in {speed['seconds']:.1f} s)"
        )
    if options.aaf:
        written["import_aaf"] = found = aaf.speed(options.aaf, options.seconds)
        print(f"\n{aaf.table(options.aaf, found)}")
        missed += aaf.missed(options.aaf, found)
    # An academy turns the year of many schools; one turns its own.
    if not options.no_import and max(sizes) > 1:
        turned = year_speed(max(sizes))
        written["year_change"] = turned
        print(years.told(turned))
        missed += years.missed(turned)
    return missed


def _write(written: dict[str, Any]) -> None:
    from django.conf import settings

    folder = settings.VAR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(written, indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"\n{path}")


if __name__ == "__main__":
    raise SystemExit(main())
