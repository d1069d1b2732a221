from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.kernel import clock, crashes
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState


class Command(BaseCommand):
    help = (
        "List what failed five times and was put apart: events, and the periodic tasks at which workers of this "
        "machine died; --retry gives them back to the worker."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--retry", action="store_true", help="try them all again, from the first of five times"
        )

    def handle(self, *args: Any, retry: bool, **options: Any) -> None:
        apart = OutboxEvent.objects.filter(state=OutboxState.ISOLATED).order_by("id")
        tasks = crashes.put_apart()
        for event in apart:
            self.stdout.write(
                f"{event.pk}  {event.created_at:%Y-%m-%d %H:%M}  {event.kind}  {event.last_error}"
            )
        for task in tasks:
            self.stdout.write(f"tâche périodique  {task}")
        if retry:
            given = apart.update(state=OutboxState.PENDING, attempts=0, last_error="", due_at=clock.now())
            self.stdout.write(f"Événements rendus au travailleur\u00a0: {given}.")
            if tasks:
                crashes.forget()
                self.stdout.write(
                    "Relancez le travailleur\u00a0: il essaiera de nouveau ces tâches périodiques."
                )
        elif not apart and not tasks:
            self.stdout.write("Aucun événement n’est isolé.")
