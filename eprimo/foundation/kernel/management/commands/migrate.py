"""Migrations run as the owner of the tables; the application's role then gets its rights."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from eprimo.foundation.kernel.grants import apply_grants
from eprimo.foundation.kernel.migrating import rendered_alone
from eprimo.foundation.kernel.owner import NoOwner, as_owner
from eprimo.foundation.kernel.partitions import ensure_all
from eprimo.foundation.kernel.wall import NoRole, raise_walls

# Seconds. While a migration waits for a table, every page that wants it waits behind.
_LOCK = 5


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner():
                _wait_for_no_table()
                with rendered_alone():
                    super().handle(*args, **options)
                if not options.get("plan") and not options.get("check_unapplied"):
                    ensure_all()
                    apply_grants()
                    raise_walls()
        except (NoOwner, NoRole) as error:
            self.stderr.write(error.sentence)
            raise SystemExit(1) from None
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            self.stderr.write(
                f"Somebody held a table for {_LOCK} seconds: the migration under way was undone. Run migrate again."
            )
            raise SystemExit(1) from None


def _wait_for_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{_LOCK}s"])
