"""`python -m bench.aaf`: the import of an academy's directory at its size: full, unchanged, one delta.

The floor is to read all the XML and to COPY what it says into one table, with nothing compared. Then what is felt of
it: the pages while the same delivery is imported again, and a search by name over the academy.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PEOPLE_OF_A_SCHOOL = 360
ACADEMY = "17"
# Seconds, at 550,000 people on two cores; the memory of the import's process, in MB.
BUDGETS = {"full": 90, "unchanged": 30, "again": 30, "delta": 20}
MEMORY = 600
BUDGETS_FROM = 500_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.aaf", description=__doc__)
    parser.add_argument("--people", type=int, default=550_000)
    people = parser.parse_args().people
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from bench.measure import environment

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("warm_templates", verbosity=0)
    found = speed(people)
    print(table(people, found))
    if wrong := missed(people, found):
        print("Missed:\n  " + "\n  ".join(wrong))
    written = {"people": people, "environment": environment(), "import_aaf": found}
    path = settings.VAR / "bench" / f"aaf-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(written, indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"\n{path}")
    return 0


def speed(people: int, seconds: float = 4.0) -> dict[str, Any]:
    """Every figure of an academy of that many people, in a database made for it and thrown away."""
    from django.conf import settings

    from bench import aaf_pages, databases

    folders = deliveries(settings.VAR / "bench" / f"aaf-{people}", people)
    with databases.empty("bench_aaf") as name:
        found = measure(folders, name)
        aaf_pages.open_academy(ACADEMY)
        found["search"] = aaf_pages.searches(ACADEMY)
        found["felt"] = aaf_pages.meanwhile(name, command(folders[0], name), seconds)
    return found


def deliveries(out: Path, people: int) -> tuple[Path, Path]:
    """The folders of a full delivery and of the delta of the next day (one event for a hundred people), made once."""
    from eprimo.devtools.generators.academy.make import Wish, make_academy
    from eprimo.devtools.generators.academy.places import INVENTED, read_places
    from eprimo.devtools.generators.academy.story import Plan

    if not (out / "whole").exists():
        models = read_places(INVENTED)
        places = tuple(
            replace(models[n % len(models)], uai=f"044{n:04d}A", insee="44109", pupils=None)
            for n in range(max(2, people // PEOPLE_OF_A_SCHOOL))
        )
        make_academy(
            Wish(Plan(places, 1, people=people, days=1, rate=1.0), out, ACADEMY, onde=False), replace=True
        )
        (out / "whole").touch()
    full, delta = sorted((out / "aaf").iterdir())
    return full, delta


def measure(folders: tuple[Path, Path], database: str) -> dict[str, Any]:
    from eprimo.foundation.directory.models import Academy

    full, delta = folders
    Academy.objects.get_or_create(code=ACADEMY, defaults={"name": "Nantes"})
    found: dict[str, Any] = {"floor": floor(full)}
    for word, folder in (("full", full), ("unchanged", full), ("again", full), ("delta", delta)):
        found[word] = imported(folder, database)
    found["ratio"] = found["full"]["seconds"] / found["floor"]["seconds"]
    found["ratio_cpu"] = found["full"]["cpu"] / found["floor"]["cpu"]
    return found


def floor(folder: Path) -> dict[str, float]:
    """Seconds, and CPU seconds of this process, to read everything and COPY it raw."""
    from django.db import connection

    from eprimo.foundation.intake.aaf.files import find_set
    from eprimo.foundation.intake.aaf.objects import read_objects
    from eprimo.foundation.intake.aaf.requests import AafObject
    from eprimo.foundation.kernel.owner import as_owner

    def lines(objects: Iterable[AafObject]) -> Iterable[str]:
        for one in objects:
            said = ["\x1e".join(values) for values in one.values.values()]
            yield f"{one.key}\t{'\x1f'.join(said)}\n".replace("\\", "\\\\")

    begun, cpu = time.perf_counter(), time.process_time()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE SCHEMA IF NOT EXISTS staging; CREATE UNLOGGED TABLE staging.raw (key text, said text)"
        )
        with connection.connection.cursor().copy("COPY staging.raw FROM STDIN") as copy:
            for file in find_set(folder, ACADEMY).files:
                for line in lines(read_objects(file)):
                    copy.write(line)
        cursor.execute("DROP SCHEMA staging CASCADE")
    return {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}


def command(folder: Path, database: str) -> list[str]:
    """One import in a process of its own."""
    return [sys.executable, "-m", "bench.aaf_import", str(folder), ACADEMY, database]


def imported(folder: Path, database: str) -> dict[str, Any]:
    """The whole command, in processes of its own: seconds, CPU seconds, those of the database, and greatest memory."""
    from bench import databases
    from bench.processes import spent

    postmaster = databases.postmaster()
    before, database_before = resource.getrusage(resource.RUSAGE_CHILDREN), spent(postmaster)
    begun = time.perf_counter()
    done = subprocess.run(
        command(folder, database),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"import_aaf was refused: {done.stdout[:2000]} {done.stderr[-2000:]}")
    said = json.loads(done.stdout)
    return {
        "seconds": seconds,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "database_cpu": spent(postmaster) - database_before,
        "memory_mb": said.pop("memory_mb"),
        "counts": {
            kind: said[kind] for kind in ("pupils", "guardians", "teachers", "classes", "guardianships")
        },
        "problems": len(said["problems"]),
    }


def table(people: int, found: dict[str, Any]) -> str:
    lines = [f"import_aaf, {people} people", f"  {'floor':10} {found['floor']['seconds']:7.1f} s"]
    for word, budget in BUDGETS.items():
        one = found[word]
        kept = "" if people < BUDGETS_FROM else f"  (budget {budget} s, {MEMORY} MB)"
        cpu = f"CPU {one['cpu']:.0f} s, of the database {one['database_cpu']:.0f} s"
        lines.append(f"  {word:10} {one['seconds']:7.1f} s  {one['memory_mb']:5.0f} MB  {cpu}{kept}")
        told = {kind: {k: v for k, v in said.items() if v} for kind, said in one["counts"].items()}
        lines.append(f"    {json.dumps(told)}")
    lines.append(f"  full / floor {found['ratio']:.1f} (CPU of the process alone {found['ratio_cpu']:.1f})")
    felt = found["felt"]
    lines.append(
        f"  pages while the same delivery is imported again ({felt['import_seconds']:.0f} s), p95 in ms:"
    )
    for one in felt["pages"]:
        wrong = f"  wrong answers: {one['wrong']}" if one["wrong"] else ""
        lines.append(
            f"    {one['page']:20} quiet {one['quiet_p95']:6.1f}  meanwhile {one['during_p95']:6.1f}"
            f"  {one['times']:.1f} ×{wrong}"
        )
    search = found["search"]
    lines.append(
        f"  search by name over the academy: median {search['median']:.1f} ms, p95 {search['p95']:.1f} ms"
    )
    return "\n".join(lines)


def missed(people: int, found: dict[str, Any]) -> list[str]:
    """The budgets that were not kept. Those of time and memory are of a whole academy."""
    from bench.aaf_pages import SEARCH, TIMES

    lines = []
    if found["search"]["median"] > SEARCH:
        lines.append(f"search by name: median {found['search']['median']:.1f} ms, {SEARCH:.0f} allowed")
    lines += [f"{one['page']}: answers {one['wrong']}" for one in found["felt"]["pages"] if one["wrong"]]
    if people < BUDGETS_FROM:
        return lines
    for word, budget in BUDGETS.items():
        if found[word]["seconds"] > budget:
            lines.append(f"import_aaf, {word}: {found[word]['seconds']:.1f} s, {budget} allowed")
        if found[word]["memory_mb"] > MEMORY:
            lines.append(f"import_aaf, {word}: {found[word]['memory_mb']:.0f} MB, {MEMORY} allowed")
    for one in found["felt"]["pages"]:
        if one["times"] > TIMES:
            lines.append(f"{one['page']} during an import: {one['times']:.1f} × its p95, {TIMES:.0f} allowed")
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
