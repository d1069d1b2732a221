"""What is sent of the roll of a class: the sheet that comes back, corrections, where each child goes of a class that is
spread."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_acts import Touch
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import State
from eprimo.foundation.presence.queries.hosting import Spread
from eprimo.foundation.presence.queries.sheets import Sheet, SheetRow

_STATES = (
    (State.LATE, "Arrivé, en retard"),
    (State.LEFT, "Parti"),
    (State.ELSEWHERE, "En sortie, au RASED ou dans une autre classe"),
    (State.PRESENT, "Présent"),
    (State.ABSENT, "Absent"),
)
# What a touch goes round. The other states are said on the page of corrections, and a call leaves them as they are.
ROUND = (State.PRESENT, State.ABSENT, State.LATE)
# Of who is to be looked at, as the sheet opens: nobody said anything. Of all of these at once, that they are there.
LOOK, OTHERS = "look", "autres"
# A touch that a clock tells so far from the call is told by the call instead.
_FURTHEST = timedelta(hours=12)
_MOST = 64
STAYS = ""


class ChangeForm(forms.Form):
    """One state for several children at once."""

    children = forms.MultipleChoiceField(
        label="Qui\u00a0?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un enfant."},
    )
    state = forms.ChoiceField(
        label="Que se passe-t-il ?", choices=_STATES, widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qui se passe."},
    )  # fmt: skip
    with_whom = forms.CharField(label="Parti avec", max_length=80, required=False)
    at = forms.TimeField(
        label="À quelle heure ?", required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text="Rien\u00a0: maintenant.",
    )  # fmt: skip
    reason = forms.CharField(label="Pourquoi corrigez-vous\u00a0?", max_length=200, required=False)

    def __init__(self, *args: Any, sheet: Sheet, later: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(row.child.public_id): row.child for row in sheet.rows if row.called or later}
        choices = [
            (key, f"{child.first_name} {child.shown_last_name}") for key, child in self._people.items()
        ]
        self.fields["children"].choices = choices  # type: ignore[attr-defined]
        if later:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = (
                "Ce jour est passé\u00a0: dites pourquoi vous corrigez."
            )
        else:
            del self.fields["reason"]

    @property
    def people(self) -> list[Any]:
        return [self._people[key] for key in self.cleaned_data["children"]]


def said_in(data: Mapping[str, str], sheet: Sheet, touch: Touch) -> dict[int, CallEntry]:
    """Return what a sheet that comes back says, by the child's id, of those whom it showed: of a child who joined
    since, nothing is said. Of a child whom nobody touched, what the sheet said when it was opened: somebody else's
    later word stands. Without script nothing tells what was touched, and all is of the moment of the call."""
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
    """Return when this server drew the sheet that comes back, as the sheet says; None: it does not, or in the
    future."""
    text = data.get("ouvert", "")
    if not (text.isascii() and text.isdecimal() and len(text) < _MOST):
        return None
    try:
        at = datetime.fromtimestamp(int(text) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at <= clock.now() else None


def waiting_in(data: Mapping[str, str], sheet: Sheet) -> set[int]:
    """Return who was on the sheet to be looked at, and was not: by the child's id."""
    return {row.child.pk for row in sheet.rows if _posted(data, str(row.child.public_id)) == LOOK}


def _of_row(row: SheetRow, state: str, at: datetime, *, touched: bool) -> CallEntry:
    if state not in ROUND:
        hour = row.left_at if row.state == State.LEFT else None
        return CallEntry(row.state, at=hour, touched_at=at, left_with=row.left_with)
    # Late as before: the hour that was told stands.
    hour = row.arrived_at if state == State.LATE == row.state and not touched else None
    return CallEntry(State(state), at=hour, touched_at=at)


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


class SpreadForm(forms.Form):
    """One choice for each child: a class that hosts it, or its own."""

    def __init__(self, spread: Spread, data: Any = None) -> None:
        super().__init__(data)
        self._children = {f"e-{child.public_id}": child.pk for child in spread.children}
        self._hosts = {str(host.class_group.public_id): host.class_group.pk for host in spread.hosts}
        ids: dict[int, UUID] = {host.class_group.pk: host.class_group.public_id for host in spread.hosts}
        choices = [(str(host.class_group.public_id), host.class_group.label) for host in spread.hosts]
        for child in spread.children:
            host = ids.get(spread.places.get(child.pk, 0))
            self.fields[f"e-{child.public_id}"] = forms.ChoiceField(
                label=f"{child.shown_last_name} {child.first_name}",
                choices=[*choices, (STAYS, "Reste dans sa classe")],
                initial=str(host) if host else STAYS,
                required=False,
                error_messages={"invalid_choice": "Choisissez une des classes de l’école."},
            )

    @property
    def places(self) -> dict[int, int]:
        """Host by the child's id."""
        chosen = self.cleaned_data
        return {
            child: self._hosts[chosen[name]] for name, child in self._children.items() if chosen.get(name, STAYS)
        }  # fmt: skip
