"""What tells the database which session a connection serves. Read while settings are: nothing of Django here."""

from typing import Any

# The setting holds the hash of the session's key: who cannot read sessions cannot name another one. Empty: it reaches
# nothing behind the second wall (`kernel.wall`).
SESSION = "eprimo.session"
# The number of the event that the worker carries on: its handlers reach what the event does. Empty: all schools.
EVENT = "eprimo.event"


def forget(driver: Any) -> None:
    """A connection that goes back to its pool leaves the session it served, and what it was still reading
    (`OPTIONS["pool"]["reset"]`)."""
    # And what a stranger's statement may have left: the next person would get errors, or wait.
    driver.execute(
        f"RESET {SESSION}; RESET row_security; RESET default_transaction_read_only; CLOSE ALL;"
        " SELECT pg_advisory_unlock_all()"
    )
    if not driver.autocommit:
        driver.commit()
