"""The application has its rights on parents alone: no partition answers by its own name, whenever it was made."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.grants import apply_grants
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.partitions import PARTITIONED, ensure, ensure_all
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

RIGHTS = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
# A right that PUBLIC has counts too, and so does one on a single column.
_HELD = """
SELECT c.relname FROM pg_class c
WHERE c.relispartition AND c.relkind IN ('r', 'p')
  AND (has_table_privilege(%(role)s, c.oid, %(rights)s)
       OR has_any_column_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
ORDER BY 1
"""
LATER = NOW + timedelta(days=365 * 12)


@pytest.fixture(autouse=True)
def _application_again() -> Iterator[None]:
    """The role goes back with the transaction of the test; a test that ends as the owner says so here."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")


def _open_partitions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"role": settings.APPLICATION_ROLE, "rights": RIGHTS})
        return [name for (name,) in cursor.fetchall()]


def _run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def _partitions(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relid::regclass::text FROM pg_partition_tree(%s) WHERE level > 0", [table])
        return {name for (name,) in cursor.fetchall()}


def test_no_partition_has_a_right_for_the_application() -> None:
    assert set(PARTITIONED) >= {"kernel_auditline", "notifications_notice", "liaison_owed"}
    for table in PARTITIONED:
        assert len(_partitions(table)) > 10, table
    assert _open_partitions() == []


def test_a_partition_is_not_read_by_its_name() -> None:
    line = AuditLine.objects.create(at=NOW, role="", act="kernel.test.kept")
    month = f"kernel_auditline_{NOW:%Y_%m}"
    assert month in _partitions("kernel_auditline")
    assert AuditLine.objects.get(id=line.id).act == "kernel.test.kept"
    for statement in (
        f"SELECT FROM {month}",
        f"COPY {month} TO STDOUT",
        f"INSERT INTO {month} SELECT * FROM kernel_auditline",
        f"UPDATE {month} SET act = ''",
        f"DELETE FROM {month}",
        f"TRUNCATE {month}",
        f"LOCK TABLE {month}",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            _run(statement)


def test_partitions_made_later_have_none_either() -> None:
    """By the upkeep of each month, with rows that had fallen into the DEFAULT, or without."""
    with clock.frozen(LATER):
        AuditLine.objects.create(at=LATER, role="", act="kernel.test.late")
        before = _partitions("kernel_auditline") | _partitions("liaison_owed")
        call_command("ensure_partitions", verbosity=0)
        made = (_partitions("kernel_auditline") | _partitions("liaison_owed")) - before
        assert f"kernel_auditline_{LATER:%Y_%m}" in made
        assert f"liaison_owed_{LATER.year + 2}" in made
        assert _open_partitions() == []
        assert AuditLine.objects.filter(at=LATER).count() == 1


def test_a_partition_is_closed_before_rights_are_given_again() -> None:
    """What makes it gives it no right in passing: nothing is open between two commands."""
    with clock.frozen(LATER), as_owner():
        assert ensure_all() != []
        assert _open_partitions() == []


def test_rights_that_somebody_gave_are_taken_back() -> None:
    """A dump that was restored, a default of the schema, a hand: the next `migrate` or upkeep takes them away."""
    with as_owner():
        _run(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {settings.APPLICATION_ROLE}"
        )
        _run("GRANT SELECT ON liaison_owed_2026 TO PUBLIC")
        _run(f"GRANT SELECT (details) ON kernel_auditline_default TO {settings.APPLICATION_ROLE}")
        with clock.frozen(LATER):
            made = ensure("liaison_owed", "school_year")
        assert set(_open_partitions()) == {*made, "liaison_owed_2026", "kernel_auditline_default"}
        apply_grants()
        assert _open_partitions() == []


def test_a_partition_that_was_detached_stays_closed_and_comes_back() -> None:
    """Detached it is a table with the rows of everybody: no right comes to it, and none when it returns."""
    with as_owner():
        _run("ALTER TABLE liaison_owed DETACH PARTITION liaison_owed_2025")
        apply_grants()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege(%s, 'liaison_owed_2025', %s)", [settings.APPLICATION_ROLE, RIGHTS]
            )
            assert cursor.fetchone() == (False,)
        _run("ALTER TABLE liaison_owed ATTACH PARTITION liaison_owed_2025 FOR VALUES IN (2025)")
        assert "liaison_owed_2025" in _partitions("liaison_owed")
        assert _open_partitions() == []
        _run("DROP TABLE liaison_owed_2025")
        assert ensure("liaison_owed", "school_year") == ["liaison_owed_2025"]
        assert _open_partitions() == []


def test_nothing_gives_rights_to_tables_by_itself() -> None:
    """Neither a default of the owner, nor PUBLIC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT defaclobjtype, defaclacl FROM pg_default_acl")
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a"
            " WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0 ORDER BY 1"
        )
        assert cursor.fetchall() == []


def test_what_happened_stays_written() -> None:
    with connection.cursor() as cursor:
        for table in ("kernel_auditline", "kernel_auditseal"):
            cursor.execute(
                "SELECT has_table_privilege(%(role)s, %(table)s, 'SELECT'),"
                " has_table_privilege(%(role)s, %(table)s, 'INSERT'),"
                " has_table_privilege(%(role)s, %(table)s, 'UPDATE, DELETE, TRUNCATE')",
                {"role": settings.APPLICATION_ROLE, "table": table},
            )
            assert cursor.fetchone() == (True, True, False)


def test_a_cluster_of_before_is_closed_too() -> None:
    """Until PostgreSQL 14 everybody could make tables and functions beside ours, which a path finds first."""
    may = "SELECT has_schema_privilege(%s, 'public', 'CREATE'), has_database_privilege(%s, current_database(), 'TEMP')"
    role = settings.APPLICATION_ROLE
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        cursor.execute(f'GRANT TEMPORARY ON DATABASE "{connection.settings_dict["NAME"]}" TO PUBLIC')
        cursor.execute(may, [role, role])
        assert cursor.fetchone() == (True, True)
        apply_grants()
        cursor.execute(may, [role, role])
        assert cursor.fetchone() == (False, False)


def test_what_failed_as_the_owner_is_what_is_seen_and_the_role_comes_back() -> None:
    seen = pytest.raises(ProgrammingError, match="nowhere")
    with seen, transaction.atomic(), as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM nowhere")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.APPLICATION_ROLE,)
