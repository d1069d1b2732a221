"""`undo_onde`: take back the last import of ONDE into a school."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.directory.enums import Source
from eprimo.foundation.intake.actions.undo import delivery_undo
from eprimo.foundation.intake.models import DeliveryState, OndeDelivery
from eprimo.foundation.kernel.errors import DomainError


class Command(BaseCommand):
    # No page is served here: reading every address of the product would cost more than the work itself.
    requires_system_checks = []
    help = (
        "Undo the last import of ONDE into a school: what it made ends, what it ended is as before. Within fifteen"
        " days, while no later import was applied. Exit 0 when done; 1 when it cannot be, and then nothing was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--school", metavar="UAI", required=True, help="number of the school, like 0441234A"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = OndeDelivery.objects.filter(
            school__uai=options["school"].strip().upper(), source=Source.ONDE, state=DeliveryState.APPLIED
        )
        last = rows.order_by("-applied_at", "-pk").first()
        if last is None:
            self.stderr.write("Aucun import d’ONDE n’a été appliqué à cette école.")
            sys.exit(1)
        try:
            delivery_undo(actor=None, delivery=last)
        except DomainError as error:
            self.stderr.write(f"Refusé, rien n’est changé\N{NO-BREAK SPACE}: {error.sentence}")
            sys.exit(1)
        self.stdout.write("Annulé\N{NO-BREAK SPACE}: l’école est comme avant cet import.")
