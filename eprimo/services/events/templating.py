"""What the pages of dates call."""

from eprimo.foundation.notifications.date_lines import hours_and_place
from eprimo.services.events.models import Event, EventDay
from eprimo.services.events.queries import series_of, series_preview


def day_where(one: EventDay, event: Event) -> str:
    """Say « 8 h 45 – 16 h 15, Valmarais », where that is other than what is said of the series."""
    if all(getattr(one, name) == getattr(event, name) for name in ("starts_at", "ends_at", "place")):
        return ""
    return hours_and_place(one.starts_at, one.ends_at, one.place)


FUNCTIONS = {"series_of": series_of, "series_preview": series_preview, "day_where": day_where}
