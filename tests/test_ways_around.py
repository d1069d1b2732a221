"""Ways around a wall of rows, asked of the catalogue: what the application's role is, owns, and may name.

A wall stands on tables (docs/decisions/0055). What gives their rows under another name is refused here: a view that
reads as its owner, a copy that is kept, a table that has others as its children, a role that is taken.
"""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from eprimo.foundation.intake.aaf import staging
from eprimo.foundation.kernel.owner import as_owner
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ROLE = settings.APPLICATION_ROLE
# What answers people.
ROLES = (settings.APPLICATION_ROLE, settings.DOOR_ROLE)
_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'"


def _ask(statement: str, role: str = ROLE) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"role": role})
        return list(cursor.fetchall())


@pytest.mark.parametrize("role", ROLES)
def test_the_role_is_nobody_else_and_above_nothing(role: str) -> None:
    rights = "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
    assert _ask(f"SELECT {rights} FROM pg_roles WHERE rolname = %(role)s", role) == [(False,) * 5]
    # A member of nothing: no other role's rights come to it, and it takes none by SET ROLE.
    assert (
        _ask(
            "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = (%(role)s::text)::regrole", role
        )
        == []
    )
    # Whoever owns a table is above its policies.
    assert (
        _ask(
            "SELECT c.relname FROM pg_class c WHERE relowner = (%(role)s::text)::regrole UNION ALL"
            " SELECT p.proname FROM pg_proc p WHERE proowner = (%(role)s::text)::regrole UNION ALL"
            " SELECT n.nspname FROM pg_namespace n WHERE nspowner = (%(role)s::text)::regrole UNION ALL"
            " SELECT d.datname FROM pg_database d WHERE datdba = (%(role)s::text)::regrole UNION ALL"
            " SELECT l.oid::text FROM pg_largeobject_metadata l WHERE lomowner = (%(role)s::text)::regrole",
            role,
        )
        == []
    )


def test_nothing_gives_rows_under_another_name() -> None:
    """A view reads as its owner where it does not say `security_invoker`, a materialized one and a foreign table
    always; a rule rewrites what was asked; a table read through a parent of its own is not a partition."""
    kinds = _ask(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        f" WHERE {_OURS} AND (c.relkind IN ('m', 'f') OR c.relkind = 'v'"
        "  AND NOT COALESCE(c.reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on'])"
    )
    assert kinds == []
    assert _ask("SELECT rulename FROM pg_rules WHERE schemaname = 'public'") == []
    assert (
        _ask(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            f" WHERE {_OURS} AND NOT c.relispartition AND c.relkind = 'r'"
        )
        == []
    )
    assert _ask("SELECT evtname FROM pg_event_trigger") == []
    assert _ask("SELECT fdwname FROM pg_foreign_data_wrapper") == []
    assert _ask("SELECT pubname FROM pg_publication") == []


def test_the_extensions_read_no_table_and_no_other_server() -> None:
    """`dblink` and `postgres_fdw` open another connection, `pg_stat_statements` shows what others asked."""
    assert {name for (name,) in _ask("SELECT extname FROM pg_extension")} <= {
        "plpgsql",
        "pg_trgm",
        "unaccent",
        "btree_gist",
    }
    assert [
        name
        for (name,) in _ask(
            "SELECT l.lanname FROM pg_language l WHERE NOT lanpltrusted"
            " AND has_language_privilege(%(role)s, l.oid, 'USAGE')"
        )
        if name not in {"internal", "c"}
    ] == []


@pytest.mark.parametrize("role", ROLES)
def test_it_has_no_right_that_names_rows_in_passing(role: str) -> None:
    """To reference a table says which of its keys exist, a trigger is fired with the rows of others, and TRUNCATE asks
    no policy."""
    assert (
        _ask(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            f" WHERE {_OURS} AND c.relkind IN ('r', 'p')"
            "  AND has_table_privilege(%(role)s, c.oid, 'TRUNCATE, REFERENCES, TRIGGER')",
            role,
        )
        == []
    )
    # A sequence gives numbers, and tells nobody how many were given nor takes them back.
    assert (
        _ask(
            "SELECT seqrelid::regclass::text FROM pg_sequence"
            " WHERE has_sequence_privilege(%(role)s, seqrelid, 'SELECT, UPDATE')",
            role,
        )
        == []
    )


def test_the_room_of_imports_is_closed(cast: Cast) -> None:
    """Deliveries of whole academies stand there, as they came."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(staging._TABLE)
    for statement in ("SELECT FROM staging.aaf_object", "CREATE TABLE staging.mine (id int)"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            _ask(statement)
    rooms = _ask(
        "SELECT n.nspname FROM pg_namespace n"
        f" WHERE {_OURS} AND has_schema_privilege(%(role)s, n.oid, 'CREATE')"
    )
    assert rooms == []


def test_files_of_the_server_and_other_settings_are_out_of_reach() -> None:
    for statement in (
        "COPY directory_person TO '/tmp/people'",
        "COPY directory_person TO PROGRAM 'cat'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT lo_import('/etc/hostname')",
        "SELECT * FROM pg_statistic",
        "SELECT * FROM pg_largeobject",
        "SET session_replication_role = replica",
        "ALTER TABLE directory_person DISABLE TRIGGER ALL",
        "ALTER TABLE directory_person DISABLE ROW LEVEL SECURITY",
        "CREATE EXTENSION dblink",
    ):
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
            _ask(statement)
