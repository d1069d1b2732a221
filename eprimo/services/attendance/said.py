"""What a sheet that comes back says of each child, and when it was touched."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_acts import Touch
from eprimo.foundation.presence.actions.calls import Said
from eprimo.foundation.presence.enums import State
from eprimo.foundation.presence.queries.sheets import Sheet, SheetRow

# What a touch goes round. The other states are said on the page of corrections, and a call leaves them as they are.
ROUND = (State.PRESENT, State.ABSENT, State.LATE)
# Of who is to be looked at, as the sheet opens: nobody said anything. Of all of these at once, that they are there.
LOOK, OTHERS = "look", "autres"
# A touch that a clock tells so far from the call is told by the call instead.
_FURTHEST = timedelta(hours=12)
_MOST = 64


def said_in(data: Mapping[str, str], sheet: Sheet, touch: Touch) -> dict[int, Said]:
    """By the child's id, of those whom the sheet showed: of a child who joined since, nothing is said. Of a child whom
    nobody touched, what the sheet said when it was opened: somebody else's later word stands. Without script nothing
    tells what was touched, and all is of the moment of the call."""
    touches = _touches(data.get("touches", ""), touch)
    opened = _instant(data.get("ouvert", ""), touch)
    said = {}
    for row in sheet.rows:
        key = str(row.child.public_id)
        state = _posted(data, key)
        if state not in ROUND and (row.state in ROUND or row.placed is not None):
            continue
        at = touch.at if touches is None else touches.get(key, opened)
        said[row.child.pk] = _of_row(row, state, at, touched=touches is None or key in touches)
    return said


def _posted(data: Mapping[str, str], key: str) -> str:
    """« Les autres sont là » says it of each who was still to be looked at."""
    state = data.get(f"e-{key}", "")
    return State.PRESENT if state == LOOK and OTHERS in data else state


def drawn_at(data: Mapping[str, str]) -> datetime | None:
    """When this server drew the sheet that comes back, as the sheet says; None: it does not, or in the future."""
    text = data.get("ouvert", "")
    if not (text.isascii() and text.isdecimal() and len(text) < _MOST):
        return None
    try:
        at = datetime.fromtimestamp(int(text) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at <= clock.now() else None


def waiting_in(data: Mapping[str, str], sheet: Sheet) -> set[int]:
    """Who was on the sheet to be looked at, and was not: by the child's id."""
    return {row.child.pk for row in sheet.rows if _posted(data, str(row.child.public_id)) == LOOK}


def _of_row(row: SheetRow, state: str, at: datetime, *, touched: bool) -> Said:
    if state not in ROUND:
        hour = row.left_at if row.state == State.LEFT else None
        return Said(row.state, at=hour, touched_at=at, left_with=row.left_with)
    # Late as before: the hour that was told stands.
    hour = row.arrived_at if state == State.LATE == row.state and not touched else None
    return Said(State(state), at=hour, touched_at=at)


def _touches(text: str, touch: Touch) -> dict[str, datetime] | None:
    """« id:ms id:ms », by the clock of the device; None: no script ran."""
    if not text:
        return None
    found = {}
    for one in text.split(" "):
        key, _, ms = one.partition(":")
        if ms.isascii() and ms.isdecimal() and len(ms) < _MOST:
            found[key] = _near(int(ms), touch, touch.shift)
    return found


def _instant(text: str, touch: Touch) -> datetime:
    """When the sheet was drawn, by our own clock."""
    return _near(int(text), touch, timedelta()) if text.isascii() and text.isdecimal() else touch.at


def _near(ms: int, touch: Touch, shift: timedelta) -> datetime:
    try:
        at = datetime.fromtimestamp(ms / 1000, UTC) + shift
    except (ValueError, OverflowError, OSError):
        return touch.at
    return at if touch.at - _FURTHEST <= at <= touch.at else touch.at
