"""Partitions are made ahead; what came before its own is moved into it, and nothing is lost."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.partitions import PARTITIONED, ensure, ensure_all
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


@pytest.mark.django_db
def test_every_table_has_what_the_coming_years_need() -> None:
    _as_owner()
    with clock.frozen(LATE):
        ensure_all()
        assert ensure_all() == []
    assert "kernel_auditline" in PARTITIONED
