"""The databases of the bench: one a size, made once, kept under `var` until what made them changes."""

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

import eprimo
from bench.filling import FEW, fill
from bench.rows import execute, fetch, laid_apart
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.owner import as_owner

# The product under measure: it may stand in another folder than the bench.
PRODUCT = Path(eprimo.__file__).parent
# What makes rows, beside the product's migrations.
_ROWS = ("academy", "filling", "notes", "rows", "texts", "things", "works")
# The database that the server was made with, from which others are made and dropped.
_BASE = "eprimo"


def ensure(
    schools: int,
    tell: Callable[[str], None] = lambda _: None,
    *,
    kept: int = FEW,
    fresh: bool = False,
    at: datetime | None = None,
) -> str:
    """The name of the database of that size, with so many notes in the schools under measure, made when it misses.
    Older ones of the same size are dropped. `at`: its rows must have been made as of that instant."""
    wanted = f"bench_{schools}_{kept}_{_digest()}"
    there = _names(f"bench\\_{schools}\\_{kept}\\_%")
    if wanted in there and not fresh:
        use(wanted)
        if at is None or at == made_at():
            # Functions and policies of the second wall are made again, as they are written today.
            call_command("migrate", verbosity=0)
            return wanted
        use(_BASE)
    for name in there:
        _as_base(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    making = f"bench_{schools}_{kept}_new"
    _as_base(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
    use(making)
    started, now = time.monotonic(), at or clock.now()
    call_command("migrate", verbosity=0)
    with as_owner():
        with laid_apart():
            fill(schools, now, kept=kept)
        execute(f"COMMENT ON DATABASE {making} IS '{now.isoformat()}'")
        execute("VACUUM (ANALYZE)")
    use(_BASE)
    _as_base(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(wanted)))
    tell(f"{schools} schools of {kept} notes made in {time.monotonic() - started:.0f} s")
    use(wanted)
    return wanted


def made_at() -> datetime:
    """The instant as of which the rows of this process's database were made."""
    [(told,)] = fetch(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    )
    return datetime.fromisoformat(told)


def postmaster() -> int:
    """The process that PostgreSQL's others come from."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])


def _digest() -> str:
    files = [Path(__file__).with_name(f"{name}.py") for name in _ROWS]
    files += sorted(PRODUCT.rglob("migrations/0*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


def use(name: str) -> None:
    """Point this process at that database."""
    leave()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name
    settings.DATABASE_OWNER["NAME"] = name


def leave() -> None:
    """Let this process's database go: others ask it from now on."""
    connection.close()
    if getattr(connection, "pool", None):
        connection.close_pool()


def _base() -> psycopg.Connection:
    owner = settings.DATABASE_OWNER
    return psycopg.connect(
        dbname=_BASE, user=owner["USER"], password=owner["PASSWORD"], host=owner["HOST"], port=owner["PORT"],
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
    model, copy = ensure(schools), "bench_copy"
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
        use(_BASE)
        _as_base(drop)
