"""What who uses the pages feels of an import: their times meanwhile, and a search by name over the whole academy."""

import statistics
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from bench import databases
from bench.load import Request, Run, request, run
from bench.measure import QUIET
from bench.pages import cookies, open_sessions
from bench.processes import served
from bench.rows import execute, fetch, insert
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.owner import as_owner

# What a page may take during an import, against a quiet time; and a search, in milliseconds.
TIMES, SEARCH = 2.0, 50.0
PEOPLE = 300
SEARCHES = 60


@dataclass(frozen=True)
class _Asked:
    name: str
    requests: list[Request]


def open_academy(academy: str) -> None:
    """Its schools are open, and some of its people signed in before."""
    now = clock.now()
    from eprimo.foundation.directory.models import Entitlement

    at = f"'{now - timedelta(days=84):%Y-%m-%dT%H:%M:%SZ}'::timestamptz"
    insert(
        Entitlement, f"directory_school s JOIN directory_academy a ON a.id = s.academy_id AND a.code = '{academy}'",
        school_id="s.id", starts=at, ends=f"{at} + interval '2 years'", source="'order'",
    )  # fmt: skip
    # As the owner, for the application may not; what the server does by itself a minute after.
    with as_owner():
        execute("ANALYZE directory_entitlement, directory_school, directory_commune")


def asked() -> list[_Asked]:
    """The home page of guardians, and the list of notes of teachers."""
    guardians = _some("SELECT adult_id AS id FROM directory_guardianship WHERE ends IS NULL GROUP BY 1")
    # Teachers of one school who come in as nothing else.
    teachers = _some(
        "SELECT person_id AS id FROM directory_affiliation a WHERE ends IS NULL AND NOT EXISTS ("
        " SELECT FROM directory_guardianship g WHERE g.adult_id = a.person_id)"
        " GROUP BY 1 HAVING count(*) = 1 AND min(profile) = 'teacher'"
    )
    execute(
        "UPDATE accounts_account SET state = 'active', activated_at = %s, charter_at = %s WHERE person_id = ANY(%s)",
        [clock.now(), clock.now(), guardians + teachers],
    )
    accounts = dict(
        fetch("SELECT person_id, id FROM accounts_account WHERE person_id = ANY(%s)", [guardians + teachers])
    )
    open_sessions(list(accounts.values()))
    found = []
    for name, people, url in (
        ("home, guardian", guardians, "home:home"), ("note list, teacher", teachers, "liaison:list"),
    ):  # fmt: skip
        path = reverse(url)
        found.append(_Asked(name, [request("GET", path, cookies(accounts[person])) for person in people]))
    return found


def _some(query: str) -> list[int]:
    rows = fetch(f"SELECT id FROM ({query}) people ORDER BY hashint8(id), id LIMIT %s", [PEOPLE])
    return [pk for (pk,) in rows]


def meanwhile(name: str, command: list[str], seconds: float) -> dict[str, Any]:
    """Times of the pages in a quiet time, then while that import runs: 95th centiles, in milliseconds."""
    pages = asked()
    with served(name, databases.postmaster()) as server:
        for page in pages:
            run(server.port, page.requests, connections=QUIET, seconds=seconds, once=True)
        quiet = [run(server.port, page.requests, connections=QUIET, seconds=seconds) for page in pages]
        importing = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        begun = time.perf_counter()
        busy = [Run() for _ in pages]
        try:
            while importing.poll() is None:
                for page, seen in zip(pages, busy, strict=True):
                    _add(seen, run(server.port, page.requests, connections=QUIET, seconds=0.5))
        finally:
            importing.kill()
            code = importing.wait()
        lasted = time.perf_counter() - begun
    if code:
        raise SystemExit("import_aaf was refused while pages were asked for")
    return {
        "import_seconds": lasted,
        "pages": [
            {
                "page": page.name,
                "quiet_p95": before.centile(0.95),
                "during_p95": during.centile(0.95),
                "times": during.centile(0.95) / max(before.centile(0.95), 0.001),
                "requests": during.count,
                "wrong": Counter(before.wrong) + Counter(during.wrong),
            }
            for page, before, during in zip(pages, quiet, busy, strict=True)
        ],
    }


def _add(seen: Run, more: Run) -> None:
    seen.seconds += more.seconds
    for status, count in more.wrong.items():
        seen.wrong[status] = seen.wrong.get(status, 0) + count


def searches(academy: str) -> dict[str, float]:
    """Milliseconds of a search by name, as somebody of the academy does it over all its schools."""
    from eprimo.foundation.access.actors import for_person
    from eprimo.foundation.directory.models import Academy, Mandate, Person
    from eprimo.foundation.directory.queries.people import people_search
    from eprimo.foundation.kernel.actor import Role

    somebody = Person.objects.create(first_name="Camille", last_name="DU RECTORAT")
    now = clock.now()
    Mandate.objects.create(
        person=somebody, role=Role.ACADEMY, academy=Academy.objects.get(code=academy),
        starts=now - timedelta(days=1), ends=now + timedelta(days=300),
    )  # fmt: skip
    actor = for_person(somebody.pk, role=Role.ACADEMY)
    names = fetch(
        "SELECT lower(p.last_name) FROM directory_person p JOIN directory_affiliation a ON a.person_id = p.id"
        " AND a.profile IN ('teacher', 'director') ORDER BY hashint8(p.id), p.id LIMIT %s",
        [SEARCHES],
    )
    times, found = [], 0
    for (last_name,) in names:
        for text in (last_name, last_name[:4]):
            begun = time.perf_counter()
            found += len(people_search(actor, text))
            times.append(1000 * (time.perf_counter() - begun))
    if not found:
        raise SystemExit("The search of the bench finds nobody.")
    return {"median": statistics.median(times), "p95": sorted(times)[int(0.95 * len(times))], "found": found}
