"""`count_figures`: count every school now, without waiting for the worker."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from eprimo.steering.statistics.hourly_counts import figures_count
from eprimo.ui.plurals import counted


class Command(BaseCommand):
    help = "Count the figures of every school now (the worker does it each hour)."

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.perf_counter()
        schools = figures_count()
        told = counted(schools, "école comptée", "écoles comptées")
        self.stdout.write(f"{told} en {time.perf_counter() - begun:.1f} s.")
