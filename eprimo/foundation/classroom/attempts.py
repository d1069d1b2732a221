"""How wrong answers are counted: slowly, and never taken away by a right one.

A classmate who could begin again after each right answer of the child would have four guesses a day, for ever. So the
count of a child (and of a badge) goes down by one a day, and what it holds makes the wait of a device longer.
"""

from datetime import datetime, timedelta

# One wrong answer is forgotten after that long.
FORGOTTEN = timedelta(days=1)
# Of the slow count, what an ordinary child makes: it makes no wait longer.
USUAL = 4
# How long a device waits for one child after so many wrong answers; the last one goes on.
WAITS = (
    timedelta(), timedelta(), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30),
    timedelta(hours=2),
)  # fmt: skip
# From here on who runs the class is told that somebody may be guessing.
MANY = 6


def slow_count(tries: int, tried_at: datetime | None, now: datetime) -> int:
    """Return what is left of a count now."""
    if tried_at is None or now <= tried_at:
        return tries
    return max(0, tries - (now - tried_at) // FORGOTTEN)


def count_attempt(tries: int, tried_at: datetime | None, now: datetime, most: int) -> tuple[int, datetime]:
    """Return one wrong answer more: the count, and the instant from which it goes down. Days that began stay begun."""
    left = slow_count(tries, tried_at, now)
    since = now if tried_at is None or not left else now - (now - tried_at) % FORGOTTEN
    return min(left + 1, most), since


def wait_after(on_device: int, slowly: int) -> timedelta:
    """Return how long one waits after the last wrong answer on a device, of so many there, and so many in the slow
    count."""
    worth = on_device + max(0, slowly - max(USUAL, on_device))
    return WAITS[min(worth, len(WAITS)) - 1] if worth > 0 else timedelta()
