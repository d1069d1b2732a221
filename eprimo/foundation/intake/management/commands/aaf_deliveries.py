"""`aaf_deliveries`: read and apply the deliveries of the academic directory that academies sent by their page."""

from typing import Any

from django.core.management.base import BaseCommand

from eprimo.foundation.intake.aaf.delivery_steps import deliveries_carry_on
from eprimo.ui.plurals import counted


class Command(BaseCommand):
    # No page is served here.
    requires_system_checks = []
    help = (
        "Carry on the deliveries that an academy sent by its page: what was sent is read and compared, what was agreed"
        " to is applied. The worker starts it by itself; it logs in as the owner of the tables (DATABASE_OWNER_URL)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = deliveries_carry_on()
        self.stdout.write(counted(done, "livraison traitée", "livraisons traitées"))
