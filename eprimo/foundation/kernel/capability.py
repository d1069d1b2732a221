"""What tells the database which session a connection serves. Read while settings are: nothing of Django here."""

from typing import Any

# The setting holds the hash of the session's key: who cannot read sessions cannot name another one. Empty: it reaches
# nothing behind the second wall (`kernel.wall`).
SESSION = "eprimo.session"
# The number of the event that the worker carries on: its handlers reach what the event does. Empty: all schools.
EVENT = "eprimo.event"


def forget(driver: Any) -> None:
    """A connection that goes back to its pool leaves what it served: the session, every setting that a statement moved,
    cursors and locks (`OPTIONS["pool"]["reset"]`). What it was started with stands again; prepared statements
    stay."""
    # A stranger's statement may have left a time limit, a search path or an isolation: the next person would get
    # errors, or wait. Django tells a pooled connection its zone once, when it is made.
    driver.execute("RESET ALL; SET TIME ZONE 'UTC'; CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all()")
    if not driver.autocommit:
        driver.commit()
