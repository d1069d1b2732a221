"""Half-days in words: of one day, of several, of an hour."""

from datetime import date, time

from django.utils.translation import gettext as _

from eprimo.foundation.presence.enums import Half, Sort
from eprimo.ui.french import clock_time, weekday_day_month


def when_words(
    first: date, first_half: Half, last: date, last_half: Half, *, sort: Sort = Sort.WHOLE,
    hour: time | str | None = None, today: date | None = None,
) -> str:  # fmt: skip
    """« jeudi 26 novembre, toute la journée », « du jeudi 26 novembre (après-midi) au lundi 30 novembre »."""
    day = _day(first, today)
    if sort != Sort.WHOLE:
        at = clock_time(time.fromisoformat(hour) if isinstance(hour, str) else hour) if hour else ""
        sentence = _("%(day)s, arrive à %(at)s") if sort == Sort.LATE else _("%(day)s, part à %(at)s")
        return sentence % {"day": day, "at": at}
    if first == last:
        return _one_day(day, first_half, last_half)
    start = day if first_half == Half.MORNING else _("%(day)s (l’après-midi)") % {"day": day}
    end = _day(last, today)
    if last_half == Half.MORNING:
        end = _("%(day)s (le matin)") % {"day": end}
    return _("du %(start)s au %(end)s") % {"start": start, "end": end}


def _one_day(day: str, first: Half, last: Half) -> str:
    if first != last:
        return _("%(day)s, toute la journée") % {"day": day}
    if first == Half.MORNING:
        return _("%(day)s, le matin") % {"day": day}
    return _("%(day)s, l’après-midi") % {"day": day}


def _day(day: date, today: date | None) -> str:
    return _("aujourd’hui") if day == today else weekday_day_month(day)
