"""Counting every school in one statement: whatever the size of the academy, nothing is read into memory."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.statements import Statement

# Days are those of the platform: figures of schools overseas are of the same instant.
ZONE = "Europe/Paris"
# An opening that ends within two months is told: an order takes that long.
ENDING_WITHIN = timedelta(days=60)
# Families « little reached »: fewer than half came, at a school that is open and large enough to say so.
_REACHED_FROM, _FAMILIES_ENOUGH = 50, 20
KEPT_FOR = timedelta(days=400)

_COUNT = Statement.beside(__file__, "count_figures").sql


@transaction.atomic
def figures_count(*, now: datetime | None = None) -> int:
    """Count every school as of now into today's rows, and forget old days and days to come. Returns how many.

    Run again on the same day it replaces the day's figures. A school that has a successor is counted with it.
    """
    at = now or clock.now()
    day = at.astimezone(ZoneInfo(ZONE)).date()
    values: dict[str, datetime | date | int] = {
        "now": at, "day": day, "ending": at + ENDING_WITHIN, "reached": _REACHED_FROM, "enough": _FAMILIES_ENOUGH,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM statistics_schoolfigures WHERE day < %s OR day > %s", [day - KEPT_FOR, day]
        )
        cursor.execute(_COUNT, values)
        return int(cursor.rowcount)
