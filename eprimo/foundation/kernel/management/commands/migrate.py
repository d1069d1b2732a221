"""Migrations run as the owner of the tables; the application's role then gets its rights.

They do not draw the whole schema anew at each of their operations. After one, Django renders again every model that is
tied to the one that changed, so that code in migrations finds them whole. In a schema as tied as ours these are all of
them, five hundred times: most of the time of a first start. Here what a model gains is rendered on that model alone;
what changes a key has everything rendered again, as `RunPython` does by itself (`clear_delayed_apps_cache`).
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connection
from django.db.migrations.state import ProjectState
from psycopg.errors import LockNotAvailable

from eprimo.foundation.kernel.grants import apply_grants
from eprimo.foundation.kernel.owner import NoOwner, as_owner
from eprimo.foundation.kernel.partitions import ensure_all
from eprimo.foundation.kernel.wall import NoRole, raise_walls

# Nobody else is to know of them: the tables that they point to stay as they are.
_GAINS = ("add_model", "add_field")


@contextlib.contextmanager
def rendered_alone() -> Iterator[None]:
    """Let Django render by itself, inside, a model that gains something is rendered by itself."""
    kept = {name: getattr(ProjectState, name) for name in (*_GAINS, "reload_model")}
    try:
        for name in _GAINS:
            setattr(ProjectState, name, _gaining(kept[name]))
        ProjectState.reload_model = _reload_model  # type: ignore[method-assign]
        yield
    finally:
        for name, method in kept.items():
            setattr(ProjectState, name, method)


def _gaining(change: Callable[..., None]) -> Callable[..., None]:
    def changed(self: ProjectState, *args: Any, **options: Any) -> None:
        self.__dict__["gains"] = True
        try:
            change(self, *args, **options)
        finally:
            self.__dict__["gains"] = False

    return changed


def _reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """`delay` is Django's word for a change that no key is part of."""
    if "apps" not in self.__dict__:
        return
    if not (delay or self.__dict__.get("gains")):
        # Rendered whole by who asks for it next.
        del self.__dict__["apps"]
        return
    self.is_delayed = True
    with self.apps.bulk_update():
        self.apps.unregister_model(app_label, model_name)
    self.apps.render_multiple([self.models[app_label, model_name]])


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
