from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState


class Command(BaseCommand):
    help = "List the events that failed five times and were put apart; --retry gives them back to the worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--retry", action="store_true", help="try them all again, from the first of five times"
        )

    def handle(self, *args: Any, retry: bool, **options: Any) -> None:
        apart = OutboxEvent.objects.filter(state=OutboxState.ISOLATED).order_by("id")
        for event in apart:
            self.stdout.write(
                f"{event.pk}  {event.created_at:%Y-%m-%d %H:%M}  {event.kind}  {event.last_error}"
            )
        if retry:
            given = apart.update(state=OutboxState.PENDING, attempts=0, due_at=clock.now())
            self.stdout.write(f"{given} événement(s) rendu(s) au travailleur.")
        elif not apart:
            self.stdout.write("Aucun événement n’est isolé.")
