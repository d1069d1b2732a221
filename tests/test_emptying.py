"""After a test that commits nothing is left: neither what refuses to be erased, nor what is just being written."""

import threading

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from eprimo.foundation.directory.models import Academy
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.foundation.kernel.owner import as_owner
from tests import emptying
from tests.at_once import ended
from tests.cast import Cast
from tests.config.served import until

_REFUSE = """
RESET ROLE;
CREATE FUNCTION refuse_in_tests() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'kept'; END $$;
CREATE TRIGGER refuse_in_tests BEFORE DELETE ON directory_academy EXECUTE FUNCTION refuse_in_tests();
"""
# Of the tables that the writer holds, triggers wrote to some: which of them is waited for is a matter of chance.
_WAITS = """SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
  WHERE NOT l.granted AND d.datname = current_database())"""


def _everything() -> dict[str, list[str]]:
    """Every row of every table, as text, for tables that have some."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    found: dict[str, list[str]] = {}
    with as_owner(), connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT rows::text FROM {name} rows ORDER BY 1")
            found[name] = [text for (text,) in cursor.fetchall()]
    return {name: rows for name, rows in found.items() if rows}


def _empty() -> None:
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False, inhibit_post_migrate=True)


def _empty_beside() -> None:
    try:
        _empty()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_after_a_test_that_commits(cast: Cast) -> None:
    audit(cast.actor("director"), "test.act", cast.ce1, school_id=cast.tilleuls.pk)
    OutboxEvent.objects.create(kind="test", payload={})
    before, rows = _everything(), emptying.kept(connection)
    assert {"directory_person", "kernel_auditline", "kernel_outboxevent", "accounts_account"} <= set(before)
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE)
    _empty()
    # Of the platform there is always one row.
    assert set(_everything()) == {"kernel_platform"}
    # What the next test that wants the cast is given.
    emptying.put_back(connection, rows)
    assert _everything() == before
    _empty()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user <> session_user, current_setting('session_replication_role')")
        assert cursor.fetchone() == (True, "origin")
    Academy.objects.create(code="17", name="Nantes")
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, dbname=settings["NAME"], user=settings["USER"],
        password=settings["PASSWORD"],
    ) as writer:  # fmt: skip
        writer.execute("INSERT INTO directory_academy (code, name) VALUES ('18', 'Rennes')")
        # Whatever its end asks for is asked now: who empties holds some of it already.
        writer.execute("SET CONSTRAINTS ALL IMMEDIATE")
        beside = threading.Thread(target=_empty_beside, daemon=True)
        beside.start()
        until(lambda: not beside.is_alive() or writer.execute(_WAITS).fetchone() == (True,))
        writer.commit()
        ended(beside)
        assert not Academy.objects.exists()
        writer.execute("DROP TRIGGER refuse_in_tests ON directory_academy")
        writer.execute("DROP FUNCTION refuse_in_tests")
