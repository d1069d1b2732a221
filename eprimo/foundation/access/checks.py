"""What `manage.py check --deploy --database default` asks of the second wall (`kernel.wall`)."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, connection

from eprimo.foundation.kernel.wall import roles


@register(Tags.security, deploy=True)
def pages_worker_and_door_log_in_apart(**_: Any) -> list[CheckMessage]:
    """A page that logs in as the worker sees all schools, one that logs in as the door opens sessions."""
    pages, worker, door = roles()
    found: list[CheckMessage] = []
    if worker in ("", pages):
        found.append(
            Error(
                "DATABASE_WORKER_URL is missing, or has the role of DATABASE_URL.",
                hint="What answers people reaches the schools of a session, the worker and the commands all.",
                id="eprimo.E003",
            )
        )
    if door in ("", pages, worker):
        found.append(
            Error(
                "DATABASE_DOOR_URL is missing, or has the role of DATABASE_URL or of DATABASE_WORKER_URL.",
                hint="Sessions are opened by a role of its own: no other page writes one.",
                id="eprimo.E006",
            )
        )
    return found


_ACTIVITIES = Error(
    "The role of DATABASE_URL tells others, in pg_stat_activity, the statements that pages send.",
    hint="As a superuser: ALTER ROLE … SET track_activities = off, for the roles of pages and of the door.",
    id="eprimo.E009",
)


@register(Tags.database, deploy=True)
def the_wall_stands(**_: Any) -> list[CheckMessage]:
    """Behind it links that ended do not come back: the time that a demo moves is the machine's."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_policies WHERE policyname = 'reach'")
            if not cursor.fetchone()[0]:
                return [Error("No table stands behind the second wall: run migrate.", id="eprimo.E004")]
            cursor.execute(
                "SELECT abs(extract(epoch FROM wall.now() - clock_timestamp())) < 1,"
                " current_setting('track_activities') = 'off'"
            )
            of_the_machine, silent = cursor.fetchone()
            if of_the_machine and silent:
                return []
            if of_the_machine:
                return [_ACTIVITIES]
    except OperationalError:
        # Other checks are of the settings alone, and are asked before there is a database.
        return []
    return [Error("The database has the time of a demo (wall.clock has a row).", id="eprimo.E005")]
