"""The owner's login: for migrations, partitions, imports' merges and the purge of the audit trail, nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections
from psycopg.pq import TransactionStatus

from eprimo.foundation.kernel.errors import DomainError


class NoOwner(DomainError):
    code = "no-owner"
    sentence = "DATABASE_OWNER_URL is missing: this command logs in as the owner of the tables, not as the application."
    status = 500


@contextmanager
def as_owner() -> Iterator[None]:
    """Yield the default connection, logged in as the owner of the tables for the length of the block.

    Raises NoOwner when only the application's role was given. Not inside a transaction, save in tests, where the
    session's role changes in place.
    """
    if not settings.DATABASE_OWNER:
        raise NoOwner
    if connection.settings_dict["USER"] == settings.DATABASE_OWNER["USER"]:
        with _role("NONE", then=settings.APPLICATION_ROLE):
            yield
        return
    kept = connection.settings_dict
    connection.close()
    connections.settings["default"] = connection.settings_dict = {**kept, **_login(settings.DATABASE_OWNER)}
    try:
        yield
    finally:
        connection.close()
        connections.settings["default"] = connection.settings_dict = kept


def _login(owner: dict[str, object]) -> dict[str, object]:
    # No pool: an owner's connection lives as long as its command.
    return {key: owner[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}


@contextmanager
def _role(role: str, *, then: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()[0]
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        if before == then and connection.connection is not None and not _is_aborted():
            with connection.cursor() as cursor:
                cursor.execute(f'SET ROLE "{then}"')


def _is_aborted() -> bool:
    """The transaction takes no statement any more: undoing it gives the role back, and what failed is what is seen."""
    return bool(connection.connection.info.transaction_status == TransactionStatus.INERROR)
