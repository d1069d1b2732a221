"""Commands of the kernel: the chain check, and what failed five times."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import Lane, OutboxEvent, OutboxState
from eprimo.foundation.kernel.seals import seal_pending
from tests.cast import Cast
from tests.conftest import NOW


def test_check_audit_passes_then_finds_the_changed_line(cast: Cast) -> None:
    for number in range(3):
        audit(cast.actor("director"), "test.act", cast.ce1, number=number)
    seal_pending()
    out = StringIO()
    call_command("check_audit", stdout=out)
    assert "rien n’a été changé" in out.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("UPDATE kernel_auditline SET act = 'test.other' WHERE (details->>'number')::int = 1")
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
    errors = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_audit", stderr=errors)
    assert stopped.value.code == 1
    assert "rompue" in errors.getvalue()
    assert "Rompue depuis\u00a0: le 24/11/2026, 10 h." in errors.getvalue()


@pytest.mark.django_db
def test_isolated_events_are_listed_and_given_back() -> None:
    event = OutboxEvent.objects.create(kind="x.y", payload={}, state=OutboxState.ISOLATED, attempts=5)
    out = StringIO()
    call_command("isolated_events", stdout=out)
    assert "x.y" in out.getvalue()
    call_command("isolated_events", "--retry", stdout=out)
    event.refresh_from_db()
    assert (event.state, event.attempts) == (OutboxState.PENDING, 0)


def _status() -> tuple[int, dict[str, Any]]:
    out, code = StringIO(), 0
    try:
        call_command("status", "--json", stdout=out)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, json.loads(out.getvalue())


@pytest.mark.django_db
def test_the_status_says_what_waits_for_a_person(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    OutboxEvent.objects.create(kind="x.y", payload={}, due_at=NOW - timedelta(seconds=30))
    assert _status() == (0, {
        "well": True, "database": True, "events_waiting": 1, "events_late_seconds": 30, "files_late_seconds": 0,
        "events_isolated": 0,
        "tasks_apart": [], "trail_unsealed": 0,
    })  # fmt: skip
    OutboxEvent.objects.create(kind="x.y", payload={}, state=OutboxState.ISOLATED, attempts=5)
    code, found = _status()
    assert (code, found["well"], found["events_isolated"]) == (1, False, 1)
    OutboxEvent.objects.all().delete()
    OutboxEvent.objects.create(kind="x.y", payload={}, due_at=NOW - timedelta(minutes=6))
    assert _status()[0] == 1
    OutboxEvent.objects.all().delete()
    OutboxEvent.objects.create(kind="x.y", payload={}, lane=Lane.FILES, due_at=NOW - timedelta(minutes=6))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("status", stdout=out)
    assert "leur travailleur (manage.py worker --files) est en retard" in out.getvalue()
    assert "Le travailleur (manage.py worker)" not in out.getvalue()
    OutboxEvent.objects.all().delete()
    (tmp_path / "worker").mkdir()
    (tmp_path / "worker" / "1.json").write_text('{"at": "", "died": {"a.b": 5}}')
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("status", stdout=out)
    assert "mises à part\u00a0: a.b" in out.getvalue()
