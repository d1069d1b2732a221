"""The delivery as rows of unlogged tables in the schema `staging`: written by COPY, gone when the import is over."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, field
from typing import Any, cast

import psycopg
from django.db import connection

from eprimo.foundation.intake.aaf.attributes import LETTERS
from eprimo.foundation.intake.aaf.database import fetch, run
from eprimo.foundation.intake.aaf.files import AafSet, Kind
from eprimo.foundation.intake.aaf.lines import Part, Send, lines_of
from eprimo.foundation.intake.aaf.objects import read_objects
from eprimo.foundation.intake.aaf.readers import read_files
from eprimo.foundation.intake.aaf.remarks import Remarks
from eprimo.foundation.intake.aaf.requests import AafObject
from eprimo.foundation.intake.aaf.rows import COLUMNS, SchoolSaid
from eprimo.foundation.intake.aaf.stored_attributes import laid_over
from eprimo.foundation.intake.records import Problem, Severity
from eprimo.foundation.kernel import clock

_TABLE = """
CREATE SCHEMA IF NOT EXISTS staging;
DROP TABLE IF EXISTS staging.aaf_object, staging.aaf_loaded, staging.aaf_untaken, staging.aaf_said_school,
  staging.aaf_problem, staging.aaf_refused;
CREATE UNLOGGED TABLE staging.aaf_object (
  n bigint NOT NULL, op "char" NOT NULL, kind "char" NOT NULL, key text NOT NULL, file text, last_name text,
  first_name text,
  usual_name text, civility text, birth date, ine text, level text, email text, phone_home text, phone_work text,
  phone_mobile text, address text, postcode text, city text, country text, places text, classes text, wards text,
  services text, more jsonb, kept text
);
-- One row once everything is loaded: a database that crashed empties it with the rest, and the files are read again.
CREATE UNLOGGED TABLE staging.aaf_loaded (fingerprint text);
CREATE UNLOGGED TABLE staging.aaf_untaken (kind "char", key text);
CREATE UNLOGGED TABLE staging.aaf_said_school (
  key text, op "char", uai text, name text, commune text, kind text, contract text, sector text, file text,
  more jsonb, kept text
);
CREATE UNLOGGED TABLE staging.aaf_problem (file text, attribute text, message text, severity text, code text);
CREATE UNLOGGED TABLE staging.aaf_refused (kind "char", objects bigint);
"""
_INDEX = """
CREATE INDEX ON staging.aaf_object (key);
CREATE INDEX ON staging.aaf_object (n);
ANALYZE staging.aaf_object;
"""


@dataclass(slots=True)
class Loaded:
    """What reading the files gave besides the rows."""

    schools: list[SchoolSaid] = field(default_factory=list)
    people: int = 0
    # Read from the files in this run; not when the staging of a run that was stopped could be used.
    fresh: bool = True


def is_loaded(fingerprint: str) -> bool:
    """Is that very delivery in the staging, whole?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('staging.aaf_refused') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM staging.aaf_loaded WHERE fingerprint = %s)", [fingerprint])
        return bool(cursor.fetchone()[0])


def loaded_before(told: Remarks) -> Loaded:
    """What an earlier run, stopped, had read and told."""
    for file, attribute, message, severity, code in fetch("SELECT * FROM staging.aaf_problem"):
        told.problems.append(Problem(file, 0, attribute, message, Severity(severity), code))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM staging.aaf_said_school")
        schools = [SchoolSaid(*row) for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM staging.aaf_object")
        return Loaded(schools, cursor.fetchone()[0], fresh=False)


def load(delivery: AafSet, academy: str, told: Remarks, progress: Callable[[int, int], None]) -> Loaded:
    """Read every file into the staging. Raises AafRefused; then the staging is not marked as whole.

    `progress` hears of files: done, of how many.
    """
    run(_TABLE)
    read, files = 0, delivery.files

    def done() -> None:
        nonlocal read
        read += 1
        progress(read, len(files))

    # The later changes of an object are laid over the earlier ones, file after file, then over what is known of it.
    objects = None if delivery.full else laid_over(_folded(_changes(delivery, done), told), academy)
    connection.ensure_connection()
    driver = cast("psycopg.Connection[Any]", connection.connection)
    with driver.cursor().copy(_COPY) as copy:
        parts = _read(delivery, objects, copy.write, done)
    for part in parts:
        told.add(part.told)
    mad = _leave_mad_births(told)
    refused = sum((part.refused for part in parts), Counter({Kind.PUPIL: len(mad)}))
    told.close()
    people = sum(part.people for part in parts) - len(mad)
    loaded = Loaded([school for part in parts for school in part.schools], people)
    untaken = mad.union(*(part.untaken for part in parts))
    _count_refused(refused)
    _finish(delivery, parts, loaded, told, untaken)
    return loaded


def _count_refused(refused: Counter[Kind]) -> None:
    rows = [(LETTERS[kind], objects) for kind, objects in refused.items() if kind is not Kind.SCHOOL]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO staging.aaf_refused VALUES (%s, %s)", rows)


_REFUSED = """
SELECT r.kind::text, r.objects, r.objects + (SELECT count(*) FROM staging.aaf_object o WHERE o.kind = r.kind)
FROM staging.aaf_refused r ORDER BY r.kind
"""


def refused_objects() -> list[tuple[Kind, int, int]]:
    """Of each kind of which some objects were refused: the kind, how many were, and how many there are in all."""
    kinds = {letter: kind for kind, letter in LETTERS.items()}
    return [(kinds[letter], objects, all_of_it) for letter, objects, all_of_it in fetch(_REFUSED)]


# Frozen: made in the same transaction, its rows need no look at who wrote them.
_COPY = f"COPY staging.aaf_object ({', '.join(COLUMNS)}) FROM STDIN (FREEZE, NULL E'\\x1d')"


def _read(
    delivery: AafSet, objects: Iterable[AafObject] | None, send: Send, done: Callable[[], None]
) -> list[Part]:
    if objects is None:
        return read_files(delivery.files, send, done)
    return [lines_of(objects, send, full=False)]


def _changes(delivery: AafSet, done: Callable[[], None]) -> Iterator[AafObject]:
    for file in delivery.files:
        yield from read_objects(file)
        done()


# Nobody in a primary school was born after today, or is less than one year old or more than twenty.
_MAD_BIRTHS = """
DELETE FROM staging.aaf_object WHERE kind = 'E' AND birth IS NOT NULL
  AND (birth > %(today)s::date - interval '1 year' OR birth < %(today)s::date - interval '21 years')
RETURNING key, file
"""


def _leave_mad_births(told: Remarks) -> set[str]:
    """Pupils whose birth date cannot be: not taken, and not known to have left."""
    mad = fetch(_MAD_BIRTHS, {"today": clock.now()})
    for key, file in sorted(mad):
        told.tell(
            "mad_birth_date", f"L’élève {key} a une date de naissance impossible à son âge : il n’est pas pris.",
            file=file, attribute="ENTPersonDateNaissance", severity=Severity.ERROR,
        )  # fmt: skip
    return {key for key, _ in mad}


def _finish(delivery: AafSet, parts: list[Part], loaded: Loaded, told: Remarks, keys: set[str]) -> None:
    run(_INDEX)
    untaken = {("", key) for key in keys}
    untaken |= {(LETTERS[kind], "") for part in parts for kind in part.keyless if kind is not Kind.SCHOOL}
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO staging.aaf_untaken VALUES (%s, %s)", sorted(untaken))
        cursor.executemany(
            "INSERT INTO staging.aaf_said_school VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [astuple(one) for one in loaded.schools],
        )
        cursor.executemany(
            "INSERT INTO staging.aaf_problem VALUES (%s, %s, %s, %s, %s)",
            [(one.file, one.column, one.message, one.severity.value, one.code) for one in told.problems],
        )
        cursor.execute("INSERT INTO staging.aaf_loaded VALUES (%s)", [delivery.fingerprint])


def _folded(objects: Iterable[AafObject], told: Remarks) -> list[AafObject]:
    """Several requests about one object, of a delta, as one: the later ones over the earlier."""
    kept: dict[tuple[Kind | None, str], AafObject] = {}
    for found in objects:
        before = kept.get((found.kind, found.key))
        if before is None or not found.key:
            kept[found.kind, found.key or f"\0{len(kept)}"] = found
            continue
        if found.op == "m" and before.op != "d":
            before.values |= found.values
            before.odd += found.odd
            before.has_long = before.has_long or found.has_long
            continue
        if found.op == "a" and before.op == "a" and found.values != before.values:
            _twice(told, found.key, found.file, before.file)
        kept[found.kind, found.key] = found
    return list(kept.values())


def _twice(told: Remarks, key: str, file: str, other: str) -> None:
    where = "" if file == other else f" (aussi dans {other})"
    told.tell("same_key", f"L’objet {key} est donné deux fois{where} : le dernier est retenu.", file=file)


def drop() -> None:
    """Nothing of the delivery stays once it was taken: it names children."""
    run("DROP SCHEMA IF EXISTS staging CASCADE")


# Processes that share a statement beside the one that leads it: one a core at most, so that pages find their turn.
_WORKERS = max(1, min(2, (os.cpu_count() or 2) - 1))
# Big sets: sorted and joined in memory, by several processes sooner than the planner would.
# Names of new people wait in greater heaps before they enter the index that is searched.
_SESSION = {
    "work_mem": "96MB", "maintenance_work_mem": "128MB", "plan_cache_mode": "auto",
    "gin_pending_list_limit": "16MB", "parallel_setup_cost": "200", "parallel_tuple_cost": "0.01",
    "min_parallel_table_scan_size": "1MB", "max_parallel_workers_per_gather": str(_WORKERS),
    "max_parallel_maintenance_workers": str(_WORKERS),
}  # fmt: skip


def session() -> None:
    """What this connection is set to for an import."""
    run("; ".join(f"SET {name} = '{value}'" for name, value in _SESSION.items()))


def session_over() -> None:
    run("; ".join(f"RESET {name}" for name in _SESSION))
