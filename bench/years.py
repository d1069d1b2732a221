"""`python -m bench.years`: the change of year of an academy, all its schools, by the worker's own steps."""

import argparse
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

# « Year change of the academy ≤ 120 s » (1,530 schools).
LIMIT = 120.0


def year_speed(schools: int) -> dict[str, Any]:
    """Seconds to propose, fill with what an academy tells, switch and undo every school of a copy of the database of
    that size, thrown away after."""
    from bench import databases
    from eprimo.foundation.directory.models import SchoolYear
    from eprimo.foundation.kernel import clock

    with databases.copied(schools):
        year = max(
            SchoolYear.objects.filter(starts__lte=clock.today("Europe/Paris")).values_list("year", flat=True)
        )
        with clock.frozen(datetime(year + 1, 7, 7, 9, 0, tzinfo=UTC)):
            return {"schools": schools, **_turned(date(year + 1, 7, 7))}


def _turned(on: date) -> dict[str, Any]:
    from eprimo.foundation.access.actors import for_person
    from eprimo.foundation.directory.actions import year_switch, year_work
    from eprimo.foundation.directory.models import (
        Academy,
        ClassMembership,
        Mandate,
        Person,
        School,
        YearChange,
    )
    from eprimo.foundation.kernel.actor import Role

    person = Person.objects.create(first_name="Alban", last_name="RECTORAT")
    Mandate.objects.create(person=person, role="academy", academy=Academy.objects.get())
    actor = for_person(person.pk, role=Role.ACADEMY)
    ids = list(School.objects.values_list("pk", flat=True))

    def through(ask: Callable[[], object]) -> float:
        started = time.perf_counter()
        ask()
        while year_work.years_work():
            pass
        return time.perf_counter() - started

    before = _people()
    prepared = through(lambda: year_work.years_prepare(actor=actor, school_ids=ids))
    told = _told()
    switched = through(
        lambda: year_work.years_switch(actor=actor, school_ids=ids, on=on, unplaced_agreed=True)
    )
    done = YearChange.objects.filter(state="switched").count()
    placed = ClassMembership.objects.filter(ends=None).count()
    started = time.perf_counter()
    for change in YearChange.objects.filter(state="switched").order_by("pk"):
        year_switch.year_undo(actor=None, change=change)
    undone = time.perf_counter() - started
    return {
        "prepared": prepared, "told": told[0], "told_cpu": told[1],
        "switched": switched, "undone": undone, "schools_done": done, "placed": placed,
        "people": before[0], "given_back": _people() == before,
    }  # fmt: skip


def _told() -> tuple[float, float]:
    """Seconds, and those of CPU of this process and the server's, to write what a delivery tells into every plan: each
    class has another name, so that every pupil moves and every class is made anew."""
    from eprimo.foundation.directory.actions.year_sources import ToldPupil, year_plan_told
    from eprimo.foundation.directory.models import PlannedPupil, YearChange

    started, used = time.perf_counter(), time.process_time() + _server_cpu()
    for school, change in (
        YearChange.objects.filter(state="prepared").order_by("pk").values_list("school", "pk")
    ):
        rows = PlannedPupil.objects.filter(change=change, outcome="class")
        places = rows.values_list("person_id", "planned_class__label", "level")
        year_plan_told(
            school_id=school, pupils=[ToldPupil(who, f"{to} *", at) for who, to, at in places], whole=True
        )
    return time.perf_counter() - started, time.process_time() + _server_cpu() - used


def _server_cpu() -> float:
    """Seconds of CPU that the server's process behind this connection used; 0 where it is on another machine."""
    from bench.rows import fetch

    try:
        told = Path(f"/proc/{fetch('SELECT pg_backend_pid()')[0][0]}/stat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return sum(map(int, told.rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def _people() -> tuple[int, ...]:
    """People, pupils of now, links with classes of now."""
    from bench.rows import fetch

    (row,) = fetch(
        "SELECT (SELECT count(*) FROM directory_person WHERE last_name <> 'RECTORAT'),"
        " (SELECT count(*) FROM directory_affiliation WHERE ends IS NULL AND profile = 'pupil'),"
        " (SELECT count(*) FROM directory_classmembership WHERE ends IS NULL),"
        " (SELECT sum(running_year_id) FROM directory_school)"
    )
    return tuple(int(number) for number in row)


def told(speed: dict[str, Any]) -> str:
    return (
        f"year change, {speed['schools']} schools, {speed['people']} people: proposed in {speed['prepared']:.1f} s, "
        f"filled by the academy in {speed['told']:.1f} s ({speed['told_cpu']:.1f} s of CPU), "
        f"switched in {speed['switched']:.1f} s ({speed['placed']} pupils placed, {speed['schools_done']} schools), "
        f"undone in {speed['undone']:.1f} s{'' if speed['given_back'] else ', NOT GIVEN BACK'}"
    )


def missed(speed: dict[str, Any]) -> list[str]:
    found = [] if speed["given_back"] else ["year change: not given back by its undoing"]
    if speed["schools_done"] != speed["schools"]:
        found.append(f"year change: {speed['schools_done']} schools of {speed['schools']}")
    if speed["switched"] > LIMIT:
        found.append(f"year change: {speed['switched']:.0f} s > {LIMIT:.0f} s")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.years", description=__doc__)
    parser.add_argument("--schools", type=int, default=1530, help="size of the academy (default: 1530)")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    speed = year_speed(options.schools)
    print(told(speed))
    faults = missed(speed)
    print("Missed:\n  " + "\n  ".join(faults) if faults else "The budget is kept.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
