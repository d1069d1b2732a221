"""A database of each release that was published becomes that of this tree, and keeps its rows."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from eprimo.devtools.backup_archive import Source
from eprimo.devtools.postgres.server import binaries
from eprimo.foundation.kernel import outbox
from tests.databases import Databases, address_of, databases_of
from tests.recorded.schema import schema_lines

pytestmark = pytest.mark.when_changed(
    "eprimo/**/migrations/*.py",
    "eprimo/**/*.sql",
    "eprimo/foundation/kernel",
    "tests/releases",
    "requirements",
)

HERE = Path(__file__).parent
RELEASES = sorted(path.stem for path in HERE.glob("*.dump"))
# What `migrate` writes itself, whatever rows there are; months of a table that is cut by month.
_OF_THE_PROGRAM = re.compile(r"django_migrations|django_content_type|auth_permission|\w+_\d{4}(_\d{2})?$")
# Tables that a later release calls otherwise: of before → of now; None: its rows went elsewhere, and its migration has
# a test of its own.
MOVED: Mapping[str, str | None] = {}
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'
"""


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with databases_of("releases", tmp_path_factory.mktemp("var")) as made:
        yield made


def _source(databases: Databases, name: str) -> Source:
    """A database of the tests' server, for the programs of PostgreSQL."""
    embedded = urlsplit(databases.owner).hostname == "127.0.0.1"
    programs = binaries(settings.VAR, "test")[0] if embedded else None
    if programs is None and not shutil.which("pg_restore"):
        pytest.skip("PostgreSQL's own programs are not on this machine")
    return Source(databases.var, address_of(databases.owner, name), programs)


def _rows(databases: Databases, name: str) -> dict[str, int]:
    """Each table → how many rows it has."""
    found: dict[str, int] = {}
    with psycopg.connect(address_of(databases.owner, name), autocommit=True) as reader:
        for (table,) in reader.execute(_TABLES).fetchall():
            if not _OF_THE_PROGRAM.fullmatch(table):
                counted = reader.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
                [(found[table],)] = counted.fetchall()
    return found


def _schema(databases: Databases, name: str, folder: Path) -> set[str]:
    """Every fact of the schema, but for the months of tables that are cut by month. Looked at after it was put back
    once more: what PostgreSQL reads from its own text it writes with other brackets than what Django gave it."""
    again, file = f"{name}_again", folder / name
    _source(databases, name).run(
        "pg_dump", ["--format=custom", "--schema-only", "--no-password", f"--file={file}"]
    )
    databases.make(again, "template0")
    copy = _source(databases, again)
    copy.run("pg_restore", ["--no-password", f"--dbname={again}", file])
    dump = copy.run("pg_dump", ["--schema-only", "--no-password"])
    facts = {f"{sort} {line}" for sort, lines in schema_lines(dump).items() for line in lines}
    return {one for one in facts if not re.search(r"_\d{4}(_\d{2})?\b", one)}


@pytest.mark.parametrize("release", RELEASES)
def test_a_database_of_a_release_becomes_that_of_today(
    databases: Databases, tmp_path: Path, release: str
) -> None:
    name = f"{databases.template}_{release.replace('.', '_')}"
    databases.make(name, "template0")
    source = _source(databases, name)
    source.run("pg_restore", ["--no-password", f"--dbname={name}", HERE / f"{release}.dump"])
    before = _rows(databases, name)
    assert sum(before.values()) > 5_000
    databases.run(name, "migrate", "--skip-checks", "-v0")
    after = _rows(databases, name)
    kept = {MOVED.get(table, table): rows for table, rows in before.items()}
    lost = {
        table: (rows, after.get(table)) for table, rows in kept.items() if table and after.get(table) != rows
    }
    assert lost == {}
    fresh = f"{databases.template}_fresh"
    databases.make(fresh, "template0")
    databases.run(fresh, "migrate", "--skip-checks", "-v0")
    assert _schema(databases, name, tmp_path) ^ _schema(databases, fresh, tmp_path) == set()


def test_the_release_under_way_began_from_one_that_is_kept() -> None:
    assert RELEASES, "no release keeps its dump: python -m tests.releases"


@pytest.mark.parametrize("release", RELEASES)
def test_an_event_that_waited_in_a_release_is_known_today(release: str) -> None:
    """Rows keep the names of events: one that goes leaves what waits without anybody to carry it on."""
    names = set((HERE / f"{release}.events").read_text(encoding="utf-8").split())
    assert names - set(outbox._handlers) == set()
