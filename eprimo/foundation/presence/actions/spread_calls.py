"""The call of a class that is spread over others: it is done when all its hosts have called."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.actions.half_days import counts_of, day_of, keys_of, of_school, rows_of
from eprimo.foundation.presence.enums import Source
from eprimo.foundation.presence.hours import HalfOf, Hours
from eprimo.foundation.presence.models import HalfDay, RollCall
from eprimo.foundation.presence.policies import may_call_hosted
from eprimo.foundation.presence.queries.hosting import of_half


@dataclass(frozen=True, slots=True)
class Around:
    """Who is hosted by a class on a half-day (`guests`: the class in whose register each child stands, by the child's
    id), and which of its own children are placed in other classes."""

    class_group: ClassGroup
    guests: dict[int, int]
    guest_classes: tuple[ClassGroup, ...]
    placed: Collection[int]

    def is_whole(self, rows: Iterable[HalfDay]) -> bool:
        """Nobody of the class waits for the call of its host. `rows`: what is said of the class by now."""
        called = {row.child_id for row in rows if row.source == Source.CALL}
        return called.issuperset(self.placed)


def around(actor: Actor, class_group: ClassGroup, hours: Hours, one: HalfOf, now: datetime) -> Around:
    """One statement. The calls of those whose children are hosted here are held until the transaction ends: of two
    hosts that call at once, the second one finds what the first one said. Guests only for who calls them."""
    at = min(now, hours.ends(one)) if one.day == day_of(hours, now) else hours.starts(one)
    here = Q(host=class_group) if may_call_hosted.allows(actor, class_group) else Q(pk__in=[])
    rows = (
        of_half(class_group, one, at).filter(here | Q(class_group=class_group)).select_related("class_group")
    )
    guests, classes, placed = {}, {}, set()
    for row in rows.order_by("class_group", "child"):
        if row.class_group_id == class_group.pk:
            placed.add(row.child_id)
        else:
            guests[row.child_id] = row.class_group_id
            classes[row.class_group_id] = row.class_group
    for group in classes.values():
        call_held(group, one)
    return Around(class_group, guests, tuple(classes.values()), placed)


def call_held(class_group: ClassGroup, one: HalfOf) -> RollCall:
    """The call of the half-day, held until the transaction ends: two at once wait for each other."""
    keys = keys_of(class_group, one)
    RollCall.objects.get_or_create(**keys)
    return RollCall.objects.select_for_update(of=("self",), no_key=True).get(**keys)


def spread_settle(class_group: ClassGroup, one: HalfOf, *, by_id: int | None = None) -> None:
    """Of a class that is spread: when no child waits for the call of its host any more, its roll is called."""
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
    call.save(update_fields=["taken_at", "touched_at", "by", "expected", "absent"])
