"""What every test runs under: faults that a test would not look for by itself make it fail.

Each is proved to bite in `test_guardrails.py`.
"""

from tests.guardrails import dates, order, outbox, pages, screens, sockets, trail


def install() -> None:
    """Once a process, before the first test."""
    dates.install()
    order.install()
    outbox.install()
    pages.install()
    screens.install()
    sockets.install()
    trail.install()
