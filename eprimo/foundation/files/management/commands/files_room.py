"""How much room the files of all schools take: what the machines need, and who will soon have none left."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.files.quotas import fullest


class Command(BaseCommand):
    help = "Say what the files of all schools take, and each school from a share of its room on, the fullest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", type=int, default=80, dest="least", help="percent of its room (80)")

    def handle(self, *args: Any, **options: Any) -> None:
        rooms = fullest()
        taken = sum(one.taken for one in rooms.values())
        full = {uai: one for uai, one in rooms.items() if one.percent >= options["least"]}
        self.stdout.write(
            f"schools {len(rooms)}, taken {taken} bytes, at {options['least']} % or more {len(full)}"
        )
        for uai, room in full.items():
            self.stdout.write(f"{uai} {room.percent} % {room.taken} of {room.most} bytes")
