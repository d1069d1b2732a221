"""One direct connection that hears what the worker relays; it comes back when the database does."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.pq import Conninfo

from eprimo.foundation.kernel.realtime import CHANNEL, Signal, read

logger = logging.getLogger("eprimo.streams")
_SLOWEST = 10.0
# The connection is asked now and then whether it still lives: a cut line says nothing by itself.
_ALIVE = 30.0


# Every word that libpq knows; the others of Django's OPTIONS (pool, assume_role…) are Django's own.
_LIBPQ = {word.keyword.decode() for word in Conninfo.get_defaults()}


def connection_options(settings: dict[str, Any]) -> dict[str, Any]:
    """psycopg's words for a database of Django's settings, without its pool."""
    options = {
        "host": settings["HOST"], "port": settings["PORT"], "dbname": settings["NAME"], "user": settings["USER"],
        "password": settings["PASSWORD"],
        **{name: value for name, value in settings.get("OPTIONS", {}).items() if name in _LIBPQ},
    }  # fmt: skip
    return {name: value for name, value in options.items() if value not in {"", None}}


async def listen_forever(
    options: dict[str, Any], *, heard: Callable[[Signal], None], listening: Callable[[], None]
) -> None:
    """Call `heard` for each signal; `listening` each time the line is there: what came before was not heard."""
    pause = 0.5
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(**options, autocommit=True)
            async with connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                listening()
                pause = 0.5
                while True:
                    async for one in connection.notifies(timeout=_ALIVE):
                        heard(read(one.payload))
                    await connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            logger.warning("the database does not answer (%s): trying again", type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _SLOWEST)
