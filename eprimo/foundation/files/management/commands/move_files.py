"""From the disk to the bucket, or back: before the setting changes, and once more after."""

from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.files.storage_copy import files_move

WAYS = {"bucket": "disk", "disk": "bucket"}


class Command(BaseCommand):
    help = "Copy every file that a row names to the other storage; may be stopped and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", choices=sorted(WAYS), required=True)
        parser.add_argument(
            "--erase", action="store_true", help="from where it was, what is whole over there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        to = options["to"]
        told = files_move(storages[WAYS[to]], storages[to], erase=options["erase"])
        words = ("copied", "there", "missing", "damaged")
        self.stdout.write(", ".join(f"{word} {told[word]}" for word in words))
        if told["missing"] or told["damaged"]:
            raise SystemExit(1)
