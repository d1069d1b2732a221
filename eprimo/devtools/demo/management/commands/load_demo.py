"""Loading the invented academy by itself: `python manage.py load_demo`."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.devtools.demo.academy.load import is_loaded, load_demo
from eprimo.devtools.demo.academy.territory import PLACES
from eprimo.devtools.demo.start import prepare_database


class Command(BaseCommand):
    help = "Load the invented academy of the demo, when the database is empty."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schools", type=int, default=len(PLACES), help="how many of the dozen schools")
        parser.add_argument("--pupils", type=int, default=130, help="pupils of each school")

    def handle(self, *args: Any, schools: int, pupils: int, **options: Any) -> None:
        prepare_database()
        if is_loaded():
            self.stdout.write("L’académie de la démonstration est déjà chargée.")
            return
        started = time.monotonic()
        load_demo(schools=schools, pupils=pupils, tell=lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write(f"Académie chargée en {time.monotonic() - started:.0f} s.")
