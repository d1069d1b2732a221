"""Token buckets in PostgreSQL: they hold when a cache is down, and across processes.

Pages have no right on their table: functions of its owner count (`throttle.sql`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import TooManyTries
from eprimo.foundation.kernel.wall import INSTALLERS, make_functions


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` tries at once, then one more every `seconds_each` seconds."""

    burst: int
    seconds_each: float


CALLED = (
    "wall.throttle_take(text,double precision,double precision,timestamp with time zone)",
    "wall.throttle_left(text,double precision,double precision,timestamp with time zone)",
    "wall.throttle_return(text,double precision)",
)


@INSTALLERS.append
def install() -> None:
    """Make the functions, or make them again (as owner)."""
    make_functions(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"), called=CALLED)


def take(key: str, limit: Limit) -> None:
    """Take one token of the bucket, or raise TooManyTries with the seconds to wait. Not inside a transaction:
    a refused try must not give its token back."""
    if _asked("throttle_take", key, limit) is None:
        raise TooManyTries(retry_after=max(1, round(limit.seconds_each)))


def left(key: str, limit: Limit) -> float:
    """Tokens in the bucket now."""
    tokens = _asked("throttle_left", key, limit)
    return float(limit.burst if tokens is None else tokens)


def give_back(key: str) -> None:
    """Forget the tries of a key: what was right is not counted."""
    _returned(key, None)


def give_one_back(key: str, limit: Limit) -> None:
    """Take back one try of a key: it was not looked at, or others share the bucket."""
    _returned(key, float(limit.burst))


def _asked(function: str, key: str, limit: Limit) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT wall.{function}(%s, %s, %s, %s)",
            [key, float(limit.burst), float(limit.seconds_each), clock.now()],
        )
        return cursor.fetchone()[0]


def _returned(key: str, burst: float | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall.throttle_return(%s, %s::double precision)", [key, burst])
