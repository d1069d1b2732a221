"""`python manage.py demo`: everything that a demo needs, from an empty folder to pages that answer."""

from typing import Any

from django.core.management.base import BaseCommand

from eprimo.devtools.demo.start import run


class Command(BaseCommand):
    help = (
        "Serve the demo academy on this machine: database, people, pages and worker. PORT chooses the port."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        raise SystemExit(run(self.stdout.write))
