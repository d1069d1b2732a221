"""Partitions are made ahead; what came before its own is moved into it, and nothing is lost."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.partitions import PARTITIONED, ensure, ensure_all
from tests.cast import Cast
from tests.conftest import NOW

# Nobody made partitions for a year and a half.
LATE = NOW + timedelta(days=540)


def _as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def _partition_of(line: AuditLine) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM kernel_auditline WHERE id = %s", [line.id])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_lines_that_came_before_their_month_are_moved_into_it() -> None:
    with clock.frozen(LATE):
        line = AuditLine.objects.create(at=LATE, role="", act="kernel.test.late", details={"rows": 3})
        assert _partition_of(line) == "kernel_auditline_default"
        _as_owner()
        month = f"kernel_auditline_{LATE:%Y_%m}"
        assert month in ensure("kernel_auditline", "month")
        assert _partition_of(line) == month
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
        after = AuditLine.objects.create(at=LATE, role="", act="kernel.test.after")
        assert _partition_of(after) == month
        kept = AuditLine.objects.get(id=line.id)
        assert (kept.act, kept.details) == ("kernel.test.late", {"rows": 3})
        _as_owner()
        assert ensure("kernel_auditline", "month") == []


def test_what_hangs_on_rows_that_are_moved_stays(cast: Cast) -> None:
    """A conversation of a year without a partition, with its messages, which a key takes along when it goes."""
    year, keys = 2041, {"child": cast.lea, "guardian": cast.samira, "school": cast.tilleuls}
    rule = (AudienceKind.SCHOOL, cast.tilleuls.pk, AudienceProfile.HEAD)
    audience = audiences_for([rule], cast.tilleuls.pk)[rule]
    talk = Conversation.objects.create(school_year=year, matter="health", audience=audience, **keys)
    said = {"author": cast.samira, "from_school": False, "written_at": NOW, "visible_from": NOW}
    Message.objects.create(school_year=year, conversation_id=talk.id, body="Elle tousse.", **said, **keys)
    _as_owner()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with clock.frozen(NOW.replace(year=2040)):
        for table in ("conversation", "message"):
            assert f"conversations_{table}_{year}" in ensure(f"conversations_{table}", "school_year")
            assert Conversation.objects.filter(id=talk.id).exists()
            assert Message.objects.get(conversation_id=talk.id).body == "Elle tousse."


@pytest.mark.django_db
def test_every_table_has_what_the_coming_years_need() -> None:
    _as_owner()
    with clock.frozen(LATE):
        ensure_all()
        assert ensure_all() == []
    assert "kernel_auditline" in PARTITIONED
