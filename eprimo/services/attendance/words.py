"""The words of the pages of attendance: of half-days, of a roll call, of a list of evacuation."""

from collections.abc import Iterable
from datetime import date, time
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from eprimo.foundation.directory.models import Person
from eprimo.foundation.presence.actions.half_days import CallChange
from eprimo.foundation.presence.enums import Half, Reason, Sort, Source, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import HalfDay
from eprimo.foundation.presence.queries.evacuation import Counted
from eprimo.foundation.presence.queries.sheets import Sheet, SheetRow
from eprimo.services.attendance.forms.call import ROUND
from eprimo.ui.french import clock_time, weekday_day_month

_WORDS = {
    State.PRESENT: ("présent", "présente"),
    State.ABSENT: ("absent", "absente"),
    State.LATE: ("en retard", "en retard"),
    State.LEFT: ("parti", "partie"),
    State.ELSEWHERE: ("ailleurs", "ailleurs"),
    State.ARRANGED: ("aménagé", "aménagée"),
}
_ROUND = [
    tuple(
        (
            state.value,
            _WORDS[state][girl],
            "est là" if state == State.PRESENT else f"est {_WORDS[state][girl]}",
        )
        for state in ROUND
    )
    for girl in (False, True)
]
_ABSENT = {"F": "absente", "M": "absent", "": "absent·e"}
_LEFT = {"F": "partie", "M": "parti", "": "parti·e"}
_LATE = {"F": "arrivée", "M": "arrivé", "": "arrivé·e"}


def when_words(
    first: date, first_half: Half, last: date, last_half: Half, *, sort: Sort = Sort.WHOLE,
    hour: time | str | None = None, today: date | None = None,
) -> str:  # fmt: skip
    """Return half-days in words: « jeudi 26 novembre, toute la journée », « du jeudi 26 novembre (après-midi) au lundi
    30 novembre »."""
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


def query_of(one: HalfOf) -> str:
    """Return the half-day, for an address."""
    return urlencode({"jour": one.day.isoformat(), "demi": one.half.value})


def half_words(one: HalfOf) -> str:
    """Return « du matin » or « de l’après-midi »."""
    return "du matin" if one.half == Half.MORNING else "de l’après-midi"


def state_words(row: SheetRow, state: str = "") -> str:
    """Return « absente », in the gender of the child, where the school knows it."""
    return _WORDS[State(state or row.state)][row.child.sex == "F"]


def round_words(row: SheetRow) -> tuple[tuple[str, str, str], ...]:
    """Return the states that a touch goes round: the value, what it is called, what a touch says."""
    return _ROUND[row.child.sex == "F"]


def reason_words(row: SheetRow) -> str:
    """Return « Malade, dit hier à 19 h 40 »; who calls for a delegate reads that it was told, and not why. Empty:
    nothing."""
    if row.absence is None or not row.absence.reason:
        return "La famille a prévenu" if row.told else ""
    why, sort = str(Reason(row.absence.reason).label), row.absence.sort
    if row.absence.hour is not None:
        hour = clock_time(row.absence.hour)
        why += f", arrive à {hour}" if sort == Sort.LATE else f", part à {hour}"
    return why


def changed_words(sheet: Sheet, changed: Iterable[CallChange]) -> list[str]:
    """Return what a call says otherwise than an earlier one, child by child."""
    rows = {row.child.pk: row for row in sheet.rows}
    return [
        f"{rows[one.child_id].name}\u00a0: {state_words(rows[one.child_id], one.before)} à l’appel d’avant, "
        f"{state_words(rows[one.child_id], one.after)} maintenant."
        for one in changed
        if one.child_id in rows
    ]


def yard_words(one: Counted) -> str:
    """Return why a child is struck out, or what to know of one who is to be counted. Empty: it is simply there."""
    words = [f"de {one.guest_of}" if one.guest_of else "", _state_words(one)]
    return ", ".join(word for word in words if word)


def _state_words(one: Counted) -> str:
    sex = one.child.sex
    if one.half is None:
        return _before(one.before, sex) or ("pas à l’appel" if one.uncalled else "")
    if one.half.source == Source.FAMILY:
        return _told(one.half, sex)
    return _called(one.half, sex, away=one.away, own=one.own)


def _called(half: HalfDay, sex: str, *, away: bool, own: bool) -> str:
    if half.state == State.ABSENT:
        return _ABSENT[sex]
    if half.state == State.LEFT:
        at = f" à {clock_time(half.left_at)}" if half.left_at else ""
        return f"{_LEFT[sex]}{at}" + (f" avec {half.left_with}" if own and half.left_with else "")
    if half.state == State.LATE:
        word = "attendu" if away else _LATE[sex]
        return f"{word} à {clock_time(half.arrived_at)}" if half.arrived_at else "en retard"
    if half.state == State.ELSEWHERE:
        return "pas avec la classe"
    return "n’a pas classe" if half.state == State.ARRANGED else ""


def _told(half: HalfDay, sex: str) -> str:
    """No call said it yet: it is counted all the same."""
    if half.state == State.LATE:
        return f"attendu à {clock_time(half.arrived_at)}" if half.arrived_at else "attendu plus tard"
    return f"{_ABSENT[sex]}, dit la famille"


def _before(before: HalfDay | None, sex: str) -> str:
    """No call of the afternoon yet: what the morning said."""
    if before is None or before.state not in {State.ABSENT, State.LEFT}:
        return ""
    word = _ABSENT[sex] if before.state == State.ABSENT else _LEFT[sex]
    return f"{word} ce matin"


def yard_key(child: Person) -> str:
    """Return what a ticked box is kept under until the tab is closed: nobody reads who it is."""
    return child.public_id.hex[-8:]
