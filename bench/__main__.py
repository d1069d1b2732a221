"""`python -m bench`: measure the pages at several sizes of academy, and the imports of ONDE and AAF files."""

import argparse
import json
import os
import socket
from datetime import UTC, datetime


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--schools", default="1,50,1530", help="sizes of academy, by commas (130 pupils a school)"
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="seconds of measure of each page")
    parser.add_argument("--fresh", action="store_true", help="make the databases again")
    parser.add_argument("--only", default="", help="pages whose name holds this")
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
    parser.add_argument("--no-wall", action="store_true", help="leave the cost of the second wall out")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from bench import aaf, report, years
    from bench.measure import environment
    from bench.onde import import_speed
    from bench.sizes import one_size
    from bench.years import year_speed

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("warm_templates", verbosity=0)
    sizes = [int(size) for size in options.schools.split(",")]
    runs, missed, written = {}, [], {"sizes": {}}
    for schools in sizes:
        size = one_size(
            schools,
            free_port(),
            options.seconds,
            only=options.only,
            fresh=options.fresh,
            paint=schools == max(sizes) and not options.no_browser,
            walls=schools == max(sizes) and not options.no_wall,
            mornings=options.morning if schools == max(sizes) else 0,
            pictures=options.photographs,
        )
        runs[schools] = size.lines
        written["sizes"][schools], more = report.of_size(schools, size)
        missed += more
    written["environment"] = environment()
    if len(runs) > 1:
        text, more = report.flatness(runs)
        print(text)
        missed += more
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
    print("\n" + ("Missed:\n  " + "\n  ".join(missed) if missed else "Every budget is kept."))
    written["missed"] = missed
    folder = settings.VAR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(written, indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"\n{path}")
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    raise SystemExit(main())
