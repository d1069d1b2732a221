"""Takes away what is over: sessions, full buckets of tries, addresses not seen for long."""

from typing import Any

from django.core.management.base import BaseCommand

from eprimo.foundation.accounts.actions.sessions import sessions_purge
from eprimo.foundation.accounts.throttles import throttles_purge


class Command(BaseCommand):
    help = "Takes away sessions that are over, tries older than two days, addresses not seen for 90 days. Run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(
            f"{sessions_purge()} sessions, {throttles_purge()} counters and addresses taken away."
        )
