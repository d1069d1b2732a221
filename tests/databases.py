"""Throw-away databases beside the one of the tests, for real processes and real commits: copies of one template.

To migrate an empty database takes two seconds of work, to copy it a quarter of one: it is migrated once a day, and
again when a migration changed.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from psycopg import sql

from eprimo.config.settings.env import env_secret
from eprimo.devtools.postgres import ensure_server
from eprimo.foundation.access import links
from eprimo.foundation.kernel.wall import guards
from tests import wall
from tests.warm import Running, Warm

SUFFIX = os.environ.get("EPRIMO_TEST_SUFFIX", "")
_STEM = "eprimo_template_"
# One process of this server migrates, the others wait for it.
_LOCK = 20_261_124
# The numbers of each table begin a million after those of another. Where all count from one, the number of an account
# is by luck that of a person too, and a test that takes the one for the other passes until another ran before it.
_APART = """
SELECT setval(oid::regclass, 1000000 * row_number() OVER (ORDER BY relname), false)
FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""
# What `migrate` calls when the migrations are through.
_AFTER = ("grants.py", "partitions.py")


def addresses() -> tuple[str, str]:
    """Of the tests' server: as the worker and the commands, as the owner of the tables (empty: nobody said)."""
    worker = env_secret("DATABASE_WORKER_URL") or env_secret("DATABASE_URL")
    if worker:
        return worker, env_secret("DATABASE_OWNER_URL")
    urls = ensure_server(settings.VAR, "test", fast=True)
    return urls.worker, urls.owner


def address_of(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _variables(worker: str, owner: str, name: str, var: Path) -> dict[str, str]:
    """Of a process of the product on this database, with a folder of its own."""
    return {
        "DATABASE_URL": address_of(worker, name), "DATABASE_WORKER_URL": address_of(worker, name),
        # As one login: what these see is not what is asked here.
        "DATABASE_DOOR_URL": address_of(worker, name), "DATABASE_OWNER_URL": address_of(owner, name),
        "EPRIMO_VAR": str(var), "DJANGO_SETTINGS_MODULE": "eprimo.config.settings.dev",
    }  # fmt: skip


def template() -> str:
    """The name of the database that is migrated and empty; made when these migrations, or this day, have none yet."""
    name, worker, owner = f"{_STEM}{_digest()}", *addresses()
    with psycopg.connect(owner, autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        held = {
            row[0]
            for row in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{_STEM}%"])
        }
        if name in held:
            return name
        for old in held:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        making = f"{_STEM}new"
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
        done = subprocess.run(
            [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "migrate", "--skip-checks", "-v0"],
            env=os.environ | _variables(worker, owner, making, settings.VAR), cwd=settings.VAR, text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout[-2000:]} {done.stderr[-2000:]}"
        with psycopg.connect(address_of(owner, making), autocommit=True) as made:
            made.execute(wall.FUNCTIONS)
            made.execute(_APART)
        admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
        )
    return name


def _digest() -> str:
    """Of the migrations, of what `migrate` does after them, and of the day: partitions are made for the months to
    come."""
    eprimo = Path(settings.BASE_DIR) / "eprimo"
    files = sorted(
        [*eprimo.rglob("migrations/*.py"), *(eprimo / "foundation/kernel" / name for name in _AFTER)]
    )
    files += [*sorted(eprimo.rglob("wall*.*")), Path(links.__file__), Path(wall.__file__)]
    found = hashlib.sha256(datetime.now(UTC).strftime("%Y-%m-%d").encode() + _APART.encode())
    for file in files:
        found.update(file.read_bytes())
    for guard in guards():
        found.update(guard.mark.encode())
    return found.hexdigest()[:12]


@dataclass(frozen=True)
class Databases:
    """Makes databases, and runs commands of the product on them; `template` is copied when no other is named."""

    worker: str
    owner: str
    var: Path
    template: str
    warm: Warm
    made: set[str] = field(default_factory=set)

    def make(self, name: str, copied: str = "") -> None:
        self.drop(name)
        with psycopg.connect(self.owner, autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{copied or self.template}"')
        self.made.add(name)

    def drop(self, name: str) -> None:
        with psycopg.connect(self.owner, autocommit=True) as admin:
            for left in reversed(range(50)):
                try:
                    admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                    return
                except psycopg.errors.InsufficientPrivilege:
                    # The server's own autovacuum is in there, and nobody but the server ends it.
                    if not left:
                        raise
                    time.sleep(0.2)

    def start(self, name: str, *command: str) -> Running:
        return self.warm.start(command, **_variables(self.worker, self.owner, name, self.var))

    def run(self, name: str, *command: str) -> str:
        process = self.start(name, *command)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, f"{command}: {out[-2000:]} {err[-2000:]}"
        return out

    def dump(self, name: str) -> list[str]:
        return self.run(name, "directory_dump", "--stable").splitlines()


@contextmanager
def databases_of(stem: str, var: Path) -> Iterator[Databases]:
    """Those of one module of tests: their names begin with `template`, a copy of its own that it may fill. At the end
    none is left."""
    worker, owner = addresses()
    name = f"test_{stem}{SUFFIX}_{os.getpid()}"
    warm = Warm(_variables(worker, owner, name, var), var)
    found = Databases(worker, owner, var, name, warm)
    try:
        found.make(name, template())
        yield found
    finally:
        warm.end()
        for one in found.made:
            found.drop(one)
