"""The call of a class that is spread over others: it is done when all its hosts have called."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import Columns, Statement
from eprimo.foundation.presence.actions.half_days import called_at, counts_of, of_school, rows_of, values_of
from eprimo.foundation.presence.enums import Source
from eprimo.foundation.presence.hours import HalfOf, Hours
from eprimo.foundation.presence.models import HalfDay, RollCall
from eprimo.foundation.presence.policies import may_call_hosted
from eprimo.foundation.presence.queries.hosting import of_half
from eprimo.foundation.presence.queries.sheet_rows import AskedCalls, hostings

_CALL = Columns(RollCall, "c")
_MADE = Statement.beside(__file__, "call_made")
_HELD = Statement.beside(__file__, "call_held", call=_CALL)


@dataclass(frozen=True, slots=True)
class Around:
    """The guests of a class on a half-day (`guests`: the class in whose register each child stands, by the child's id),
    and which of its own children are placed in other classes."""

    class_group: ClassGroup
    guests: dict[int, int]
    guest_classes: tuple[ClassGroup, ...]
    placed: Collection[int]

    def is_whole(self, rows: Iterable[HalfDay]) -> bool:
        """Tell whether nobody of the class waits for the call of its host. `rows`: what is said of the class by now."""
        called = {row.child_id for row in rows if row.source == Source.CALL}
        return called.issuperset(self.placed)


def around(actor: Actor, class_group: ClassGroup, hours: Hours, one: HalfOf, now: datetime) -> Around:
    """Return who is hosted by a class, and which of its own children are elsewhere (one statement). The calls of those
    whose children are hosted here are held until the transaction ends: of two hosts that call at once, the second one
    finds what the first one said. Guests only for who calls them."""
    hosts = [class_group.pk] if may_call_hosted.allows(actor, class_group) else []
    found = hostings(AskedCalls.of([(class_group, one)]), called_at(hours, one, now), hosts)
    guests, classes, placed = {}, {}, set()
    for group, _host, child, _half in sorted(found, key=lambda row: (row[0].pk, row[2])):
        if group.pk == class_group.pk:
            placed.add(child)
        else:
            guests[child] = group.pk
            classes[group.pk] = group
    for group in classes.values():
        call_held(group, one)
    return Around(class_group, guests, tuple(classes.values()), placed)


def call_held(class_group: ClassGroup, one: HalfOf) -> RollCall:
    """Return the call of the half-day, held until the transaction ends: two at once wait for each other (one
    statement)."""
    (row,) = _HELD.rows(**values_of(class_group, one), group=class_group.pk)
    return _CALL.read(row)


def call_made(call: RollCall) -> None:
    """Write what the call that is held says now (one statement)."""
    _MADE.rows(
        year=call.school_year, id=call.id, taken_at=call.taken_at, touched_at=call.touched_at, by=call.by_id,
        key=str(call.key) if call.key else None, expected=call.expected, absent=call.absent,
    )  # fmt: skip


def spread_settle(class_group: ClassGroup, one: HalfOf, *, by_id: int | None = None) -> None:
    """Mark the roll of a class that is spread as called, once no child waits for the call of its host any more."""
    placed = of_half(class_group, one, clock.now()).filter(class_group=class_group)
    said = HalfDay.objects.filter(**of_school(class_group, one), child=OuterRef("child"), source=Source.CALL)
    if not placed.exists() or placed.filter(~Exists(said)).exists():
        return
    call, rows = call_held(class_group, one), rows_of(class_group, one)
    calls = [row.said_at for row in rows if row.source == Source.CALL]
    call.taken_at = call.taken_at or clock.now()
    call.touched_at = call.touched_at or max(calls, default=clock.now())
    call.by_id = call.by_id or by_id
    counts = counts_of(rows)
    call.expected, call.absent = counts["expected"], counts["absent"]
    call_made(call)
