"""Commands of the kernel: the chain check, and what failed five times."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from eprimo.foundation.kernel.audit import audit, seal_pending
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState
from tests.cast import Cast


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


@pytest.mark.django_db
def test_isolated_events_are_listed_and_given_back() -> None:
    event = OutboxEvent.objects.create(kind="x.y", payload={}, state=OutboxState.ISOLATED, attempts=5)
    out = StringIO()
    call_command("isolated_events", stdout=out)
    assert "x.y" in out.getvalue()
    call_command("isolated_events", "--retry", stdout=out)
    event.refresh_from_db()
    assert (event.state, event.attempts) == (OutboxState.PENDING, 0)
