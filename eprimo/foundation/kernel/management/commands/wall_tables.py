"""Tell who reads and who writes each table, as Markdown."""

from typing import Any

from django.core.management.base import BaseCommand

from eprimo.foundation.kernel.wall_register import page


class Command(BaseCommand):
    help = "Tell who reads and who writes each table: what stands in docs/security/tables.md."

    def handle(self, **options: Any) -> None:
        self.stdout.write(page(), ending="")
