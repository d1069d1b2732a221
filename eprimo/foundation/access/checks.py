"""What `manage.py check --deploy` asks of the second wall (`kernel.wall`)."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection


@register(Tags.database, deploy=True)
def pages_and_worker_log_in_apart(**_: Any) -> list[CheckMessage]:
    """A page that logs in as the worker sees all schools."""
    if settings.WORKER_ROLE != settings.APPLICATION_ROLE and _is_a_role(settings.WORKER_ROLE):
        return []
    return [
        Error(
            "DATABASE_WORKER_URL is missing, or has the role of DATABASE_URL.",
            hint="Two roles: what answers people reaches the schools of a session, the worker and the commands all.",
            id="eprimo.E003",
        )
    ]


@register(Tags.database, deploy=True)
def the_wall_has_the_time_of_the_machine(**_: Any) -> list[CheckMessage]:
    """A demo moves it; here links that ended would come back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT abs(extract(epoch FROM wall.now() - clock_timestamp())) < 1")
        if cursor.fetchone()[0]:
            return []
    return [Error("The database has the time of a demo (wall.clock has a row).", id="eprimo.E004")]


def _is_a_role(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [name])
        return bool(cursor.fetchone()[0])
