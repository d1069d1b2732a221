"""Migrations run as the owner of the tables; the application's role then gets its rights."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from eprimo.foundation.kernel.grants import apply_grants
from eprimo.foundation.kernel.migrating import rendered_alone
from eprimo.foundation.kernel.owner import NoOwner, as_owner
from eprimo.foundation.kernel.partitions import ensure_all


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner():
                with rendered_alone():
                    super().handle(*args, **options)
                if not options.get("plan") and not options.get("check_unapplied"):
                    ensure_all()
                    apply_grants()
        except NoOwner as error:
            self.stderr.write(error.sentence)
            raise SystemExit(1) from None
