"""The door's login: for views that work before there is a session, or that open one, and nothing else.

Who signs in is looked for before anybody is known, by a hash that no page may read and into tables that no page may
write. Such a view is marked (`@at_the_door`), and works with a login of its own for its length. What it reaches in the
schools is what a page would: the session of the request, if there is one.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, connections
from psycopg.pq import TransactionStatus

from eprimo.foundation.kernel.database_session import SESSION

ALIAS = "door"

type View = Callable[..., Any]


def at_the_door[V: View](view: V) -> V:
    """The view works with the door's login: it opens or replaces a session, or looks for people without one."""

    @functools.wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> Any:
        signed_in = getattr(request, "signed_in", None)
        with as_the_door(signed_in.key_hash if signed_in is not None else ""):
            return view(request, *args, **kwargs)

    opened.at_the_door = True  # type: ignore[attr-defined]
    return opened  # type: ignore[return-value]


@contextmanager
def as_the_door(key_hash: str = "") -> Iterator[None]:
    """Yield the default connection, logged in as the door for the length of the block. `key_hash`: of the session that
    the request has, which is what it reaches of the schools.

    In tests the role changes in place, on their one connection. A machine that has one login keeps it.
    """
    if ALIAS in settings.DATABASES:
        with _another_connection(key_hash):
            yield
    elif settings.DATABASE_OWNER and connection.settings_dict["USER"] == settings.DATABASE_OWNER["USER"]:
        with _another_role():
            yield
    else:
        yield


@contextmanager
def _another_connection(key_hash: str) -> Iterator[None]:
    page, door = connections["default"], connections[ALIAS]
    # What watches the statements of this request goes on watching: a GET writes nothing here either.
    door.execute_wrappers = page.execute_wrappers
    connections["default"] = door
    try:
        if key_hash:
            door.ensure_connection()
            door.connection.execute("SELECT set_config(%s, %s, false)", [SESSION, key_hash])
        yield
    finally:
        connections["default"] = page
        door.execute_wrappers = []
        # Its pool is small: the page that is drawn from here on does without.
        door.close()


@contextmanager
def _another_role() -> Iterator[None]:
    """By the driver's own cursor: no statement of the product, and counted with none. Ahead of each one, since a
    transaction that fails takes the role back, and a page that asks nothing opens no connection."""
    before: list[str] = []

    def taken(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not _failed():
            before.append(_take(settings.DOOR_ROLE))
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(taken):
            yield
    finally:
        if before and connection.connection is not None and not _failed():
            _take(before[0])


def _take(role: str) -> str:
    """The role that it was."""
    row = connection.connection.execute(
        "SELECT current_user, set_config('role', %s, false)", [role]
    ).fetchone()
    return str(row[0])


def _failed() -> bool:
    return bool(connection.connection.info.transaction_status == TransactionStatus.INERROR)
