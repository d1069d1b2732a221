"""Imports of the academic directory killed at any moment, and a database that stops: real processes, real commits.

In the drill. `test_bad_input.py` ends one between two schools, `test_truth.py` between any two statements, in this
process; here `make test` asks the one thing that takes two of them: the lock.
"""

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from eprimo.devtools.generators.academy.make import Wish, make_academy
from eprimo.devtools.generators.academy.places import INVENTED, read_places
from eprimo.devtools.generators.academy.story import Plan
from tests.databases import Databases, address_of, databases_of

KILLS = 100
PLACES = tuple(read_places(INVENTED))[:4]
DAY = date(2026, 9, 7)


@dataclass(frozen=True)
class Ground:
    """Databases, and a full delivery then a delta of four schools."""

    made: Databases
    full: Path
    delta: Path

    def command(self, folder: Path) -> tuple[str, ...]:
        # Each school a transaction of its own.
        return ("import_aaf", str(folder), "--academy", "17", "--json", "--yes", "--batch", "1")

    def read(self, name: str, query: str) -> list[tuple[Any, ...]]:
        url = address_of(self.made.owner, name)
        with psycopg.connect(url, autocommit=True) as reader:
            return reader.execute(query.encode()).fetchall()

    def whole(self, name: str) -> None:
        """No half family: who is a pupil has a class, an account, a key, and guardians who have one."""
        for query in (
            (
                "SELECT a.id FROM directory_affiliation a WHERE a.profile = 'pupil' AND a.ends IS NULL AND NOT EXISTS ("
                " SELECT FROM directory_classmembership m WHERE m.person_id = a.person_id AND m.ends IS NULL)"
            ),
            (
                "SELECT p.id FROM directory_person p WHERE NOT EXISTS (SELECT FROM accounts_account a"
                " WHERE a.person_id = p.id)"
            ),
            (
                "SELECT p.id FROM directory_person p WHERE NOT EXISTS (SELECT FROM directory_externalkey k"
                " WHERE k.person_id = p.id)"
            ),
            (
                "SELECT p.id FROM directory_person p WHERE NOT EXISTS (SELECT FROM directory_affiliation a"
                " WHERE a.person_id = p.id) AND NOT EXISTS (SELECT FROM directory_guardianship g"
                " WHERE g.adult_id = p.id)"
            ),
            # A school is done with its line in the journal and in the trail, or not begun.
            (
                "SELECT s.school_id FROM directory_affiliation s WHERE NOT EXISTS (SELECT FROM intake_aafrunschool r"
                " WHERE r.school_id = s.school_id)"
            ),
            (
                "SELECT r.school_id FROM intake_aafrunschool r JOIN intake_aafrun n ON n.id = r.run_id"
                " WHERE n.state = 'running' GROUP BY 1 HAVING count(*) > 1"
            ),
        ):
            assert self.read(name, query) == [], query


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    root = tmp_path_factory.mktemp("aaf")
    plan = Plan(PLACES, seed=7, people=240, first=DAY, days=1, rate=20.0)
    make_academy(Wish(plan, root, "17", onde=False))
    schools = root / "ecoles.csv"
    schools.write_text(
        "uai;nom;niveau;secteur;ville;code_insee\n"
        + "".join(f"{one.uai};{one.name};primaire;Public;{one.city};44109\n" for one in PLACES),
        encoding="utf-8",
    )
    with databases_of("aaf_kills", tmp_path_factory.mktemp("var")) as made:
        made.run(made.template, "import_schools", str(schools))
        folders = sorted((root / "aaf").iterdir())
        yield Ground(made, folders[0], folders[-1])


@pytest.mark.whole
@pytest.mark.parametrize("which", ["full", "delta"])
def test_r20_killed_at_any_moment_and_run_again_is_the_same(ground: Ground, which: str) -> None:
    made, base = ground.made, ground.made.template
    once, killed = f"{made.template}_once", f"{made.template}_killed"
    command = ground.command(ground.full)
    if which == "delta":
        base = f"{made.template}_base"
        made.make(base)
        made.run(base, *command)
        command = ground.command(ground.delta)
    made.make(once, base)
    begun = time.monotonic()
    made.run(once, *command)
    lasts = time.monotonic() - begun
    wanted = made.dump(once)
    draw = random.Random(20)
    for number in range(KILLS):
        made.make(killed, base)
        process = made.start(killed, *command)
        time.sleep(lasts * draw.uniform(0.3, 1))
        process.kill()
        process.communicate()
        _forget_backends(ground, killed)
        ground.whole(killed)
        if number % 3 == 1:
            # What a crash of the server does to unlogged tables.
            _empty_staging(ground, killed)
        made.run(killed, *command)
        assert made.dump(killed) == wanted, f"kill {number}"
        runs = ground.read(killed, "SELECT state FROM intake_aafrun ORDER BY id DESC LIMIT 1")
        assert runs == [("applied",)]


def _forget_backends(ground: Ground, name: str) -> None:
    """The server ends what the killed process left open."""
    for _ in range(200):
        open_ = (
            f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
            " AND state <> 'idle'"
        )
        if not ground.read(name, open_):
            return
        time.sleep(0.05)
    raise AssertionError("the server still works for a process that is gone")


def _empty_staging(ground: Ground, name: str) -> None:
    tables = "SELECT format('staging.%I', tablename) FROM pg_tables WHERE schemaname = 'staging'"
    for (table,) in ground.read(name, tables):
        ground.read(name, f"WITH gone AS (DELETE FROM {table} RETURNING 1) SELECT 1 FROM gone LIMIT 1")


@pytest.mark.whole
def test_r01_a_database_that_stops_in_the_middle_is_told_and_the_import_goes_on(ground: Ground) -> None:
    made = ground.made
    once, killed = f"{made.template}_once", f"{made.template}_killed"
    command = ground.command(ground.full)
    made.make(once)
    made.run(once, *command)
    url = address_of(made.owner, killed)
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND query LIKE '%INSERT INTO directory_%'"
    )
    # A busy machine may look away while the import is over: it is begun anew.
    for _ in range(5):
        made.make(killed)
        process = made.start(killed, *command)
        with psycopg.connect(url, autocommit=True) as other:
            while process.poll() is None and not other.execute(cut.encode()).fetchall():
                time.sleep(0.001)
        out, _err = process.communicate(timeout=120)
        if process.returncode != 0:
            break
    assert process.returncode == 2
    assert "Relancez la même commande" in json.loads(out)["problems"][0]["message"]
    ground.whole(killed)
    made.run(killed, *command)
    assert made.dump(killed) == made.dump(once)


def test_r22_a_second_import_at_once_is_told_to_wait(ground: Ground) -> None:
    made = ground.made
    killed = f"{made.template}_killed"
    made.make(killed)
    url = address_of(made.owner, killed)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(7016043)")
        process = made.start(killed, *ground.command(ground.full))
        out, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "en cours" in json.loads(out)["problems"][0]["message"]
