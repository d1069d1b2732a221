from typing import Any

from django.core.management.base import BaseCommand

from eprimo.foundation.kernel.grants import apply_grants
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.partitions import ensure_all
from eprimo.foundation.kernel.wall import raise_walls


class Command(BaseCommand):
    help = "Make the partitions of the coming months and school years. Run it once a month, as the owner."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            made = ensure_all()
            apply_grants()
            raise_walls()
        self.stdout.write("\n".join(made) if made else "Every partition is there.")
