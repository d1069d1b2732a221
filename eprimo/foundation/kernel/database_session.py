"""What tells the database which session a connection serves. Read while settings are: nothing of Django here."""

from typing import Any

from psycopg import OperationalError

# The setting holds the hash of the session's key: who cannot read sessions cannot name another one. Empty: it reaches
# nothing behind the second wall (`kernel.wall`).
SESSION = "eprimo.session"
# The number of the event that the worker carries on: its handlers reach what the event does. Empty: all schools.
EVENT = "eprimo.event"

_RESET = """
RESET ALL; SET TIME ZONE 'UTC'; CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();
SELECT COALESCE(array_agg(name) FILTER (WHERE NOT from_sql), '{}'), count(*) FILTER (WHERE from_sql)
  FROM pg_prepared_statements
"""


def forget(driver: Any) -> None:
    """A connection that goes back to its pool leaves what it served: the session, every setting that a statement moved,
    cursors and locks (`OPTIONS["pool"]["reset"]`). What it was started with stands again; prepared statements
    stay, those of the driver alone. Raises OperationalError, upon which the pool closes the connection, where a
    statement took one of them away or left another."""
    # A stranger's statement may have left a time limit, a search path or an isolation: the next person would get
    # errors, or wait. Django tells a pooled connection its zone once, when it is made.
    told = driver.execute(_RESET)
    while told.nextset():
        pass
    # By their names the next person would run what a stranger put in their place.
    kept, slipped = told.fetchone()
    if slipped or not {name.decode() for name in driver._prepared._names.values()} <= set(kept):  # noqa: SLF001 - nothing else tells
        raise OperationalError("prepared statements of a pooled connection were changed")
    if not driver.autocommit:
        driver.commit()
