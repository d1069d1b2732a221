"""The databases of the bench: one a size, made once, kept under `var` until what made them changes."""

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from bench.academy import fill
from bench.rows import execute, laid_apart
from bench.works import give
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.owner import as_owner

ROOT = Path(__file__).resolve().parents[1]


def ensure(schools: int, tell: Callable[[str], None], *, fresh: bool = False) -> str:
    """The name of the database of that size, made when it misses. Older ones of the same size are dropped."""
    wanted = f"bench_{schools}_{_digest()}"
    there = _names(f"bench\\_{schools}\\_%")
    if wanted in there and not fresh:
        use(wanted)
        return wanted
    for name in there:
        _as_base(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    making = f"bench_{schools}_new"
    _as_base(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
    use(making)
    started = time.monotonic()
    call_command("migrate", verbosity=0)
    with as_owner():
        with laid_apart():
            fill(schools, clock.now())
            give(clock.now())
        execute("VACUUM (ANALYZE)")
    use(str(settings.DATABASES["default"]["NAME"]))
    _as_base(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(wanted)))
    tell(f"{schools} schools made in {time.monotonic() - started:.0f} s")
    use(wanted)
    return wanted


def postmaster() -> int:
    """The process that PostgreSQL's others come from."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])


def _digest() -> str:
    files = [Path(__file__).with_name(name) for name in ("academy.py", "works.py", "rows.py")]
    files += sorted((ROOT / "eprimo").rglob("migrations/0*.py"))
    files += sorted((ROOT / "eprimo").rglob("wall.*"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


def use(name: str) -> None:
    """Point this process at that database."""
    connection.close()
    if getattr(connection, "pool", None):
        connection.close_pool()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name
    settings.DATABASE_OWNER["NAME"] = name


def _base() -> psycopg.Connection:
    owner = settings.DATABASE_OWNER
    return psycopg.connect(
        dbname="eprimo", user=owner["USER"], password=owner["PASSWORD"], host=owner["HOST"], port=owner["PORT"],
        autocommit=True,
    )  # fmt: skip


def _as_base(statement: sql.Composed) -> None:
    with _base() as base:
        base.execute(statement)


def _names(like: str) -> list[str]:
    with _base() as base:
        found = base.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like]).fetchall()
    return [name for (name,) in found]


@contextlib.contextmanager
def copied(schools: int) -> Iterator[None]:
    """This process works on a copy of the database of that size, dropped at the end."""
    model, copy = ensure(schools, lambda _: None), "bench_copy"
    use(model)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(copy))
    _as_base(drop)
    _as_base(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(model)))
    use(copy)
    try:
        yield
    finally:
        use(model)
        _as_base(drop)


@contextlib.contextmanager
def empty(name: str) -> Iterator[str]:
    """This process works on a database of its own, migrated and empty, dropped at the end."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    _as_base(drop)
    _as_base(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    use(name)
    call_command("migrate", verbosity=0)
    try:
        yield name
    finally:
        use(str(settings.DATABASES["default"]["NAME"]))
        _as_base(drop)
