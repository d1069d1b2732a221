"""What whoever runs the platform has to know: figures only, and 1 when something waits for a person."""

import json
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.db.models import Count, Min, Q

from eprimo.foundation.kernel import clock, crashes
from eprimo.foundation.kernel.models import Lane, OutboxEvent, OutboxState
from eprimo.foundation.kernel.seals import late_lines

# The worker is late, or away.
LATE = timedelta(minutes=5)


class Command(BaseCommand):
    help = (
        "Say how the platform is: whether the database answers, whether the worker keeps up, what was put apart. "
        "Exit status 1 when something is to be done; --json for a probe."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = _look()
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for line in _sentences(found):
                self.stdout.write(line)
        if not found["well"]:
            raise SystemExit(1)


def _look() -> dict[str, Any]:
    now = clock.now()
    pending = Q(state=OutboxState.PENDING, due_at__lte=now)
    try:
        row = OutboxEvent.objects.filter(pending | Q(state=OutboxState.ISOLATED)).aggregate(
            waiting=Count("pk", filter=pending),
            oldest=Min("due_at", filter=pending & ~Q(lane=Lane.FILES)),
            oldest_file=Min("due_at", filter=pending & Q(lane=Lane.FILES)),
            isolated=Count("pk", filter=Q(state=OutboxState.ISOLATED)),
        )
        unsealed = late_lines()
    except DatabaseError as error:
        return {"well": False, "database": False, "trouble": type(error).__name__}
    late, late_files = (
        (now - oldest).total_seconds() if oldest else 0.0 for oldest in (row["oldest"], row["oldest_file"])
    )
    apart = crashes.put_apart()
    return {
        "well": max(late, late_files) < LATE.total_seconds()
        and not row["isolated"]
        and not apart
        and not unsealed,
        "database": True,
        "events_waiting": row["waiting"],
        "events_late_seconds": round(late),
        "files_late_seconds": round(late_files),
        "events_isolated": row["isolated"],
        "tasks_apart": apart,
        "trail_unsealed": unsealed,
    }


def _sentences(found: dict[str, Any]) -> list[str]:
    if not found["database"]:
        return [f"La base ne répond pas ({found['trouble']})."]
    lines = [
        "La base répond.",
        f"Événements qui attendent\u00a0: {found['events_waiting']}, depuis {found['events_late_seconds']} s au plus.",
    ]
    if found["events_late_seconds"] >= LATE.total_seconds():
        lines.append("Le travailleur (manage.py worker) est en retard, ou arrêté.")
    if found["files_late_seconds"] >= LATE.total_seconds():
        lines.append(
            f"Des fichiers attendent depuis {found['files_late_seconds']} s\u00a0: leur travailleur (manage.py worker "
            "--files) est en retard, ou arrêté."
        )
    if found["events_isolated"]:
        lines.append(
            f"Événements isolés après cinq échecs\u00a0: {found['events_isolated']} (manage.py isolated_events)."
        )
    if found["trail_unsealed"]:
        lines.append(
            f"Lignes de la piste sans sceau depuis plus d’une minute\u00a0: {found['trail_unsealed']}."
        )
    if found["tasks_apart"]:
        lines.append(
            f"Tâches périodiques mises à part\u00a0: {', '.join(found['tasks_apart'])} (manage.py isolated_events)."
        )
    return lines
