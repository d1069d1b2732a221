"""The days to come on a home, written by hand: eight rows by templates took as long as a statement.

Every word of people goes through `escaped`.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eprimo.foundation.notifications.sections import Day
from eprimo.ui import french
from eprimo.ui.markup import child, escaped


def day_rows(days: Iterable[Day]) -> SafeString:
    """One row a day that something announces: its sheet of the calendar, what, and whom it is about."""
    return SafeString("".join(map(_row, days)))


def _row(day: Day) -> str:
    words = f"<span>{escaped(day.words)}</span>" if day.words else ""
    if day.until:
        until = _("jusqu’au %(day)s") % {"day": french.weekday_day_month(day.until)}
        words += f"<span>{until}</span>"
    if day.about:
        about = "".join(child(name, seed) for name, seed in day.about)
        words += f'<span class="rang rang-s">{about}</span>'
    return (
        f'<li class="jour"><time datetime="{day.on.isoformat()}">{french.short_weekday(day.on)}<b>{day.on.day}</b>'
        f'{french.short_month(day.on)}</time><div class="txt"><a href="{escaped(day.url)}"><b>{escaped(day.title)}</b>'
        f"</a>{words}</div></li>"
    )
