"""Lines of the trail are read by who did what they say, by whom it is about, and by who directs the school."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.wall import raise_walls
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import key_of, of_another_transaction, run
from tests.wall import session

pytestmark = pytest.mark.django_db

MIGRATION: Any = import_module("eprimo.foundation.kernel.migrations.0008_writers_of_lines").Migration

NONE: set[str] = set()
READ = {
    "teacher": {"test.teacher"},
    "samira": {"test.about"},
    "director": {"test.teacher", "test.about"},
    "deputy": {"test.teacher", "test.about"},
    "director_verne": {"test.verne"},
    "academy": {"test.teacher", "test.about", "test.verne"},
    "platform": {"test.platform"},
    **dict.fromkeys(("staff", "paul", "lea", "agent", "partner", "inspector", "coordinator", "teacher_verne"), NONE),
    "": NONE,
}  # fmt: skip


def _read() -> set[str]:
    return {act for (act,) in run("SELECT act FROM kernel_auditline WHERE act LIKE 'test.%%'")}


@pytest.mark.attack
def test_a_line_is_read_by_whom_it_concerns(cast: Cast) -> None:
    """Whatever statement a stranger slips into a page."""
    tilleuls, verne = cast.tilleuls.pk, cast.verne.pk
    for act, who, school, about in (
        ("test.teacher", cast.teacher, tilleuls, None),
        ("test.about", cast.director, tilleuls, cast.samira.pk),
        ("test.verne", cast.director_verne, verne, None),
        ("test.platform", cast.platform, None, None),
        ("test.system", None, None, None),
    ):
        pk = who.pk if who else None
        AuditLine.objects.create(at=NOW, act=act, person_id=pk, school_id=school, subject_id=about)
    keys = {who: key_of(cast.people[who]) if who else "" for who in READ}
    of_another_transaction()
    found = {}
    for who, key in keys.items():
        with session(key):
            found[who] = _read()
    assert found == READ


def test_what_writes_a_line_reads_it_back_and_nobody_later(cast: Cast) -> None:
    """Whoever ends the own session, or has none, is nobody any more when the line of it is written."""
    keys = ("", key_of(cast.teacher_verne))
    for key in keys:
        with session(key):
            audit(None, "test.nobody")
            assert _read() == {"test.nobody"}
        of_another_transaction()
        with session(key):
            assert _read() == set()


def test_the_migration_writes_no_month_again(cast: Cast) -> None:
    """On the table of the release before, with lines in it; that release goes on writing meanwhile."""
    audit(cast.actor("teacher"), "test.before", school_id=cast.tilleuls.pk)
    files = "SELECT relid::text, pg_relation_filenode(relid) FROM pg_partition_tree('kernel_auditline') ORDER BY 1"
    [operation] = MIGRATION.operations
    before = MigrationLoader(None).project_state(("kernel", "0007_switches_of_places"))
    after = before.clone()
    operation.state_forwards("kernel", after)
    with as_owner():
        run("ALTER TABLE kernel_auditline DROP COLUMN written_in CASCADE")
        stood = run(files)
        with connection.schema_editor() as editor:
            operation.database_forwards("kernel", editor, before, after)
        assert run(files) == stood
        raise_walls()
    with session(key_of(cast.teacher_verne)):
        written = run(
            "INSERT INTO kernel_auditline (at, role, act, object_type, details)"
            " VALUES (%s, '', 'test.meanwhile', '', '{}') RETURNING act",
            NOW,
        )  # fmt: skip
    assert written == [("test.meanwhile",)]
    assert _read() == {"test.before", "test.meanwhile"}
    assert run("SELECT DISTINCT written_in = pg_current_xact_id()::text::bigint FROM kernel_auditline") == [
        (True,)
    ]
