"""The delivery as rows of unlogged tables in the schema `staging`: written by COPY, gone when the import is over."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import psycopg
from django.db import connection

from eprimo.foundation.intake.aaf.files import AafFile, AafSet, Kind
from eprimo.foundation.intake.aaf.objects import AafObject, read_objects
from eprimo.foundation.intake.aaf.rows import COLUMNS, Rows, SchoolSaid
from eprimo.foundation.intake.aaf.told import Told
from eprimo.foundation.intake.records import Problem, Severity

_BUFFER = 1 << 16
_TABLE = """
CREATE SCHEMA IF NOT EXISTS staging;
DROP TABLE IF EXISTS staging.aaf_object, staging.aaf_loaded, staging.aaf_untaken, staging.aaf_said_school,
  staging.aaf_problem;
CREATE UNLOGGED TABLE staging.aaf_object (
  n int NOT NULL, op "char" NOT NULL, kind "char" NOT NULL, key text NOT NULL, file text, last_name text,
  first_name text,
  usual_name text, civility text, birth date, ine text, level text, email text, phone_home text, phone_work text,
  phone_mobile text, address text, postcode text, city text, country text, places text, classes text, wards text,
  services text
);
-- One row once everything is loaded: a database that crashed empties it with the rest, and the files are read again.
CREATE UNLOGGED TABLE staging.aaf_loaded (fingerprint text);
CREATE UNLOGGED TABLE staging.aaf_untaken (kind "char", key text);
CREATE UNLOGGED TABLE staging.aaf_said_school (
  key text, op "char", uai text, name text, commune text, kind text, contract text, sector text, file text
);
CREATE UNLOGGED TABLE staging.aaf_problem (file text, attribute text, message text, severity text, code text);
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
        cursor.execute("SELECT to_regclass('staging.aaf_loaded') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM staging.aaf_loaded WHERE fingerprint = %s)", [fingerprint])
        return bool(cursor.fetchone()[0])


def loaded_before(told: Told) -> Loaded:
    """What an earlier run, stopped, had read and told."""
    for file, attribute, message, severity, code in fetch("SELECT * FROM staging.aaf_problem"):
        told.problems.append(Problem(file, 0, attribute, message, Severity(severity), code))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM staging.aaf_said_school")
        schools = [SchoolSaid(*row) for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM staging.aaf_object")
        return Loaded(schools, cursor.fetchone()[0], fresh=False)


def load(delivery: AafSet, told: Told, progress: Callable[[AafFile], None]) -> Loaded:
    """Read every file into the staging. Raises AafRefused; then the staging is not marked as whole."""
    loaded, rows = Loaded(), Rows(told)
    run(_TABLE)
    objects = _objects(delivery, progress)
    if not delivery.full:
        objects = _folded(objects, told)
    with _copying() as write:
        for found in objects:
            if found.kind is None:
                told.tell(
                    "other_kind", f"L’objet {found.key} n’est d’aucun genre connu : laissé.", file=found.file,
                    severity=Severity.INFO,
                )  # fmt: skip
            elif delivery.full and found.op != "a":
                told.tell(
                    "change_in_full", f"L’objet {found.key} est changé dans une livraison complète : laissé.",
                    file=found.file,
                )  # fmt: skip
            elif found.kind is Kind.SCHOOL:
                if (school := rows.school(found)) is not None:
                    loaded.schools.append(school)
            elif (row := rows.row(found)) is not None:
                write(row)
    told.close()
    _finish(delivery, rows, loaded)
    loaded.people = rows.number
    return loaded


def _finish(delivery: AafSet, rows: Rows, loaded: Loaded) -> None:
    run(_INDEX)
    letters = {Kind.PUPIL: "E", Kind.GUARDIAN: "R", Kind.STAFF: "P"}
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO staging.aaf_untaken VALUES (%s, %s)",
            [("", key) for key in rows.untaken]
            + [(letters[kind], "") for kind in rows.keyless if kind is not Kind.SCHOOL],
        )
        cursor.executemany(
            "INSERT INTO staging.aaf_said_school VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    one.key,
                    one.op,
                    one.uai,
                    one.name,
                    one.commune,
                    one.kind,
                    one.contract,
                    one.sector,
                    one.file,
                )
                for one in loaded.schools
            ],
        )
        cursor.executemany(
            "INSERT INTO staging.aaf_problem VALUES (%s, %s, %s, %s, %s)",
            [(one.file, one.column, one.message, one.severity.value, one.code) for one in rows.told.problems],
        )
        cursor.execute("INSERT INTO staging.aaf_loaded VALUES (%s)", [delivery.fingerprint])


def _objects(delivery: AafSet, progress: Callable[[AafFile], None]) -> Iterator[AafObject]:
    for file in delivery.files:
        yield from read_objects(file)
        progress(file)


def _folded(objects: Iterable[AafObject], told: Told) -> Iterator[AafObject]:
    """Several requests about one object, of a delta, as one: the later ones over the earlier."""
    kept: dict[tuple[Kind | None, str], AafObject] = {}
    for found in objects:
        before = kept.get((found.kind, found.key))
        if before is None or not found.key:
            kept[found.kind, found.key or f"\0{len(kept)}"] = found
            continue
        if found.op == "m" and before.op != "d":
            before.values |= found.values
            continue
        if found.op == "a" and before.op == "a" and found.values != before.values:
            _twice(told, found.key, found.file, before.file)
        kept[found.kind, found.key] = found
    yield from kept.values()


def _twice(told: Told, key: str, file: str, other: str) -> None:
    where = "" if file == other else f" (aussi dans {other})"
    told.tell("same_key", f"L’objet {key} est donné deux fois{where} : le dernier est retenu.", file=file)


@contextmanager
def _copying() -> Iterator[Callable[[tuple[Any, ...]], None]]:
    """Rows in COPY's text form, sent by blocks."""
    connection.ensure_connection()
    driver = cast("psycopg.Connection[Any]", connection.connection)
    with driver.cursor().copy(f"COPY staging.aaf_object ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        lines: list[str] = []
        size = 0

        def write(row: tuple[Any, ...]) -> None:
            nonlocal size
            line = "\t".join(
                ["\\N" if value is None else value if value.__class__ is str else str(value) for value in row]
            )
            if "\\" in line:
                line = "\t".join(
                    ["\\N" if value is None else str(value).replace("\\", "\\\\") for value in row]
                )
            lines.append(line)
            size += len(line)
            if size > _BUFFER:
                lines.append("")
                copy.write("\n".join(lines).encode())
                lines.clear()
                size = 0

        yield write
        if lines:
            copy.write(("\n".join(lines) + "\n").encode())


def drop() -> None:
    """Nothing of the delivery stays once it was taken: it names children."""
    run("DROP SCHEMA IF EXISTS staging CASCADE")


def run(sql: str, values: dict[str, Any] | None = None) -> int:
    """One or several statements; the rows that the last one touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def fetch(sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
