"""The words of a roll call."""

from collections.abc import Iterable
from urllib.parse import urlencode

from eprimo.foundation.presence.actions.calls import Changed
from eprimo.foundation.presence.enums import Half, Reason, Sort, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.queries.sheets import Sheet, SheetRow
from eprimo.services.attendance.said import ROUND
from eprimo.ui import french

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


def query_of(one: HalfOf) -> str:
    """The half-day, in an address."""
    return urlencode({"jour": one.day.isoformat(), "demi": one.half.value})


def half_words(one: HalfOf) -> str:
    """« du matin », « de l’après-midi »."""
    return "du matin" if one.half == Half.MORNING else "de l’après-midi"


def state_words(row: SheetRow, state: str = "") -> str:
    """« absente »: in the gender of the child, where the school knows it."""
    return _WORDS[State(state or row.state)][row.child.sex == "F"]


def round_words(row: SheetRow) -> tuple[tuple[str, str, str], ...]:
    """The states that a touch goes round: the value, what it is called, what a touch says."""
    return _ROUND[row.child.sex == "F"]


def reason_words(row: SheetRow) -> str:
    """« Malade, dit hier à 19 h 40 »; who calls for a delegate reads that it was told, and not why. Empty: nothing."""
    if row.absence is None or not row.absence.reason:
        return "La famille a prévenu" if row.told else ""
    why, sort = str(Reason(row.absence.reason).label), row.absence.sort
    if row.absence.hour is not None:
        hour = french.clock_time(row.absence.hour)
        why += f", arrive à {hour}" if sort == Sort.LATE else f", part à {hour}"
    return why


def changed_words(sheet: Sheet, changed: Iterable[Changed]) -> list[str]:
    """What a call says otherwise than an earlier one, child by child."""
    rows = {row.child.pk: row for row in sheet.rows}
    return [
        f"{rows[one.child_id].name}\u00a0: {state_words(rows[one.child_id], one.before)} à l’appel d’avant, "
        f"{state_words(rows[one.child_id], one.after)} maintenant."
        for one in changed
        if one.child_id in rows
    ]
