"""Reading changes of year: what is planned in a school, who left, where each school of a territory stands."""

from django.db import connection

from eprimo.foundation.directory.enums import YearState
from eprimo.foundation.directory.models import YearChange
from eprimo.foundation.directory.year_sql import TO_COLLEGE


def left_for_college(change_id: int) -> tuple[int, list[int]]:
    """(school, children whom this switch had leave for the collège, as long as it is not undone)."""
    change = YearChange.objects.filter(pk=change_id).first()
    if change is None or change.state not in {YearState.SWITCHED, YearState.CLOSED}:
        return 0, []
    with connection.cursor() as cursor:
        cursor.execute(
            TO_COLLEGE, {"change": change.pk, "school": change.school_id, "at": change.switched_at}
        )
        return change.school_id, [person for (person,) in cursor.fetchall()]
