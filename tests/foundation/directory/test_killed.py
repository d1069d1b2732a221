"""The change of year, its undoing and the erasure of who asked for it, killed in the middle: real processes ended by
SIGKILL while a row that they need is held, in databases of their own. What was committed stays, what was not is gone
whole, and the same command goes on. In the drill: `test_years_drill.py` and `privacy/test_decided.py` end the same work
between statements, in this process."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.databases import Databases, address_of, databases_of
from tests.foundation.directory.killed_ground import GONE, UAIS

pytestmark = pytest.mark.whole

_YEAR = 2026
PUPILS = 120
_SHELL = "from tests.foundation.directory.killed_ground import build, undo; "
WORK, UNDO = ("worker", "--once"), ("shell", "--no-imports", "-c", f"{_SHELL}undo()")
# Where each is stopped, in the second school: rows that are held by somebody else.
SWITCHING = ["directory_affiliation", "directory_classgroup", "directory_classmembership"]
UNDOING = ["directory_affiliation", "directory_classmembership", "directory_classgroup"]
ERASING = ["directory_contactdetails", "accounts_account"]
_WHO = (
    f"person_id = (SELECT id FROM directory_person WHERE first_name = '{GONE}' ORDER BY id OFFSET 1 LIMIT 1)"
)
_SCHOOL = f"school_id = (SELECT id FROM directory_school WHERE uai = '{UAIS[1]}')"
# What a school is, without row numbers nor instants.
_STATE = {
    "classes": "SELECT s.uai, c.label, c.year_id, c.closed_at IS NULL, c.levels::text FROM directory_classgroup c"
    " JOIN directory_school s ON s.id = c.school_id",
    "pupils": "SELECT s.uai, p.first_name, c.label, c.year_id, m.ends IS NULL, m.end_reason, m.source"
    " FROM directory_classmembership m JOIN directory_person p ON p.id = m.person_id"
    " JOIN directory_classgroup c ON c.id = m.class_group_id JOIN directory_school s ON s.id = c.school_id",
    "adults": "SELECT s.uai, c.label, c.year_id, t.ends IS NULL, t.end_reason FROM directory_attachment t"
    " JOIN directory_classgroup c ON c.id = t.class_group_id JOIN directory_school s ON s.id = c.school_id",
    "links": "SELECT s.uai, p.first_name, a.profile, a.ends IS NULL, a.end_reason FROM directory_affiliation a"
    " JOIN directory_person p ON p.id = a.person_id JOIN directory_school s ON s.id = a.school_id",
    "years": "SELECT s.uai, s.running_year_id::text, c.state FROM directory_school s"
    " JOIN directory_yearchange c ON c.school_id = s.id",
    "audit": "SELECT s.uai, a.act FROM kernel_auditline a JOIN directory_school s ON s.id = a.school_id"
    " WHERE a.act LIKE 'directory.year.%%' OR a.act = 'privacy.request.done'",
    "asked": "SELECT s.uai, r.state, r.words, p.first_name, p.erased_at IS NULL, a.id IS NULL, d.person_id IS NULL"
    " FROM privacy_privacyrequest r JOIN directory_school s ON s.id = r.school_id"
    " JOIN directory_person p ON p.id = r.subject_id LEFT JOIN accounts_account a ON a.person_id = p.id"
    " LEFT JOIN directory_contactdetails d ON d.person_id = p.id",
}

type State = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with databases_of("year_kills", tmp_path_factory.mktemp("var")) as made:
        made.run(made.template, "shell", "--no-imports", "-c", f"{_SHELL}build({PUPILS})")
        yield made


def copied(databases: Databases, name: str, of: str) -> None:
    """With the same people: the journal of who was erased in another would erase them here again."""
    (databases.var / "erased.jsonl").unlink(missing_ok=True)
    databases.make(name, of)


def armed(databases: Databases, statement: str) -> str:
    """A copy where the work of the worker is due."""
    name = f"{databases.template}_base"
    copied(databases, name, databases.template)
    with psycopg.connect(address_of(databases.owner, name)) as writer:
        writer.execute(statement.encode())
    return name


def state(databases: Databases, name: str) -> State:
    with psycopg.connect(address_of(databases.owner, name)) as reader:
        return {
            what: sorted(reader.execute(query.replace("%%", "%").encode()).fetchall(), key=str)
            for what, query in _STATE.items()
        }


def of_school(found: State, uai: str) -> State:
    """Without its number: these schools are alike."""
    return {what: [row[1:] for row in rows if row[0] == uai] for what, rows in found.items()}


def killed_at(databases: Databases, name: str, table: str, command: tuple[str, ...]) -> None:
    """Run it while somebody holds rows of the second school; end it by SIGKILL once it waits for them, in the middle of
    its transaction."""
    where = _WHO if table in ERASING else _SCHOOL
    with psycopg.connect(address_of(databases.owner, name)) as holder:
        held = holder.execute(f"SELECT 1 FROM {table} WHERE {where} FOR UPDATE".encode()).fetchall()
        assert held
        process = databases.start(name, *command)
        assert _waits(databases, name, process), process.communicate()
        process.kill()
        process.communicate()
        holder.rollback()
    _gone(databases, name)


def _waits(databases: Databases, name: str, process: Any) -> bool:
    """Until a statement of it waits for a row, inside a transaction that has written."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        " AND backend_xid IS NOT NULL"
    )
    with psycopg.connect(databases.owner, autocommit=True) as admin:
        while process.poll() is None:
            row = admin.execute(query, [name]).fetchone()
            if row is not None and row[0]:
                return True
            time.sleep(0.01)
    return False


def _gone(databases: Databases, name: str) -> None:
    """Until the server has seen that nobody is there any more."""
    with psycopg.connect(databases.owner, autocommit=True) as admin:
        while admin.execute("SELECT 1 FROM pg_stat_activity WHERE datname = %s", [name]).fetchone():
            time.sleep(0.01)


def drill(
    databases: Databases, base: str, tables: list[str], command: tuple[str, ...]
) -> tuple[State, State]:
    """(as it was, as it became), killed at each of these tables."""
    name, old = f"{databases.template}_killed", state(databases, base)
    for table in tables:
        copied(databases, name, base)
        killed_at(databases, name, table, command)
        first, *others = (of_school(state(databases, name), uai) for uai in UAIS)
        # The first was committed; of the others nothing was begun.
        assert first != of_school(old, UAIS[0]), table
        assert others == [of_school(old, uai) for uai in UAIS[1:]], table
        databases.run(name, *command)
        # The schools are alike: each is now as the one that nothing stopped.
        for uai in UAIS:
            assert of_school(state(databases, name), uai) == first, (table, uai)
    return old, state(databases, name)


def test_a_switch_that_is_killed_goes_on(databases: Databases) -> None:
    """Each school is in one year or the other, whole."""
    base = armed(databases, "UPDATE directory_yearchange SET switch_on = CURRENT_DATE")
    old, new = drill(databases, base, SWITCHING, WORK)
    assert {row[1:] for row in old["years"]} == {("2026", "prepared")}
    assert {row[1:] for row in new["years"]} == {("2027", "switched")}


def test_an_undoing_that_is_killed_goes_on(databases: Databases) -> None:
    base = armed(databases, "UPDATE directory_yearchange SET switch_on = CURRENT_DATE")
    before = state(databases, base)
    databases.run(base, *WORK)
    _, back = drill(databases, base, UNDOING, UNDO)
    assert back["links"] == before["links"]
    assert [row for row in back["pupils"] if row[3] == _YEAR] == before["pupils"]
    assert {row[1] for row in back["years"]} == {"2026"}


def test_an_erasure_that_is_killed_goes_on(databases: Databases) -> None:
    """Who asked is erased whole, or not at all; the request is done when its person is."""
    base = armed(databases, "UPDATE privacy_privacyrequest SET state = 'accepted'")
    old, new = drill(databases, base, ERASING, WORK)
    assert {row[1:] for row in old["asked"]} == {("accepted", GONE, GONE, True, False, False)}
    assert {row[1:] for row in new["asked"]} == {("done", "", "", False, True, True)}
