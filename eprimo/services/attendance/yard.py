"""What the list of an evacuation says of a child, in a few words of the school's own language."""

from eprimo.foundation.directory.models import Person
from eprimo.foundation.presence.enums import Source, State
from eprimo.foundation.presence.models import HalfDay
from eprimo.foundation.presence.queries.evacuation import Counted
from eprimo.ui.french import clock_time

_ABSENT = {"F": "absente", "M": "absent", "": "absent·e"}
_LEFT = {"F": "partie", "M": "parti", "": "parti·e"}
_LATE = {"F": "arrivée", "M": "arrivé", "": "arrivé·e"}


def yard_words(one: Counted) -> str:
    """Why it is struck out, or what to know of a child who is to be counted. Empty: it is simply there."""
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
    """What a ticked box is kept under until the tab is closed: nobody reads who it is."""
    return child.public_id.hex[-8:]
