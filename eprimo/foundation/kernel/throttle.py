"""Token buckets in PostgreSQL: they hold when a cache is down, and across processes."""

from dataclasses import dataclass

from django.db import connection

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import TooManyTries


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` tries at once, then one more every `seconds_each` seconds."""

    burst: int
    seconds_each: float


# One statement, so that tries at the same instant cannot share a token. No row comes back when none is left.
_TAKE = """
INSERT INTO kernel_throttle AS t (key, tokens, updated_at) VALUES (%(key)s, %(burst)s - 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET updated_at = %(now)s, tokens =
  LEAST(%(burst)s, t.tokens + GREATEST(0, EXTRACT(EPOCH FROM %(now)s - t.updated_at)) / %(each)s) - 1
WHERE LEAST(%(burst)s, t.tokens + GREATEST(0, EXTRACT(EPOCH FROM %(now)s - t.updated_at)) / %(each)s) >= 1
RETURNING tokens
"""


def take(key: str, limit: Limit) -> None:
    """Take one token of the bucket, or raise TooManyTries with the seconds to wait. Not inside a transaction:
    a refused try must not give its token back."""
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE, {"key": key, "burst": limit.burst, "each": limit.seconds_each, "now": clock.now()}
        )
        if cursor.fetchone() is None:
            raise TooManyTries(retry_after=max(1, round(limit.seconds_each)))


def left(key: str, limit: Limit) -> float:
    """Tokens in the bucket now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tokens, updated_at FROM kernel_throttle WHERE key = %s", [key])
        row = cursor.fetchone()
    if row is None:
        return float(limit.burst)
    tokens, updated_at = row
    return float(
        min(limit.burst, tokens + max(0.0, (clock.now() - updated_at).total_seconds()) / limit.seconds_each)
    )


def give_back(key: str) -> None:
    """Forget the tries of a key: what was right is not counted."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_throttle WHERE key = %s", [key])
