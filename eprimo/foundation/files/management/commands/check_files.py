"""Reads every file that a row names: after a restore, or once a month."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand

from eprimo.foundation.files.storage_copy import files_check


class Command(BaseCommand):
    help = "Say how many files are whole, missing or damaged, by the hashes of their rows; exit status 1 for one."

    def handle(self, *args: Any, **options: Any) -> None:
        told = files_check(default_storage)
        self.stdout.write(f"whole {told['whole']}, missing {told['missing']}, damaged {told['damaged']}")
        if told["missing"] or told["damaged"]:
            raise SystemExit(1)
