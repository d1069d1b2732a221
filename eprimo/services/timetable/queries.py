"""The week of a class as its pages show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.presence.hours import hours_of
from eprimo.services.timetable.models import Slot
from eprimo.services.timetable.policies import classes_for


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """A day of the week on which the school has class, or on which something stands. Monday is 0."""

    weekday: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The week of one class. `hides_hours`: a child of the reader in it is under a protected contact."""

    class_group: ClassGroup
    days: tuple[DayOfWeek, ...]
    hides_hours: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(day.slots for day in self.days)


def class_for(actor: Actor, public_id: UUID) -> ClassGroup:
    """Raises NotVisible for a class that has no page for the role in use."""
    found = classes_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def slot_for(actor: Actor, public_id: UUID) -> Slot:
    found = Slot.objects.filter(public_id=public_id, class_group__in=classes_for(actor))
    slot = found.select_related("class_group__school").first()
    if slot is None:
        raise NotVisible
    return slot


def school_days_of(actor: Actor, class_group: ClassGroup) -> list[int]:
    """Return the days of an ordinary week of its school (two statements)."""
    half_days = hours_of(class_group.school, actor.today).half_days
    return sorted({place // 2 for place in half_days})


def week_of(class_group: ClassGroup, weekdays: Iterable[int], *, hides_hours: bool = False) -> Week:
    slots = list(Slot.objects.filter(class_group=class_group).order_by("weekday", "starts_at", "pk"))
    return _week(class_group, weekdays, slots, hides_hours=hides_hours)


def _week(
    class_group: ClassGroup, weekdays: Iterable[int], slots: Sequence[Slot], *, hides_hours: bool
) -> Week:
    days = sorted({*weekdays, *(one.weekday for one in slots)})
    found = tuple(DayOfWeek(day, tuple(one for one in slots if one.weekday == day)) for day in days)
    return Week(class_group, found, hides_hours)


def sources_for(actor: Actor, class_group: ClassGroup) -> list[ClassGroup]:
    """Return the classes of the school, of other years too, whose week may be taken again: it names nobody."""
    rows = ClassGroup.objects.filter(Exists(Slot.objects.filter(class_group=OuterRef("pk"))))
    rows = rows.filter(school=actor.school_id or 0).exclude(pk=class_group.pk).select_related("year")
    return list(rows.order_by("-year_id", "key", "pk")[:60])


def weeks_for(actor: Actor) -> list[Week]:
    """Read the weeks of own children, or of the pupil: each class once (one statement for the classes, one for the
    moments)."""
    own = {child: child.class_ids for child in actor.children} if actor.role == Role.GUARDIAN else {}
    ids = {pk for classes in own.values() for pk in classes} or set(actor.class_ids if actor.is_pupil else ())
    hidden = {pk for child, classes in own.items() if child.restriction for pk in classes}
    rows = list(Slot.objects.filter(class_group__in=ids).order_by("weekday", "starts_at", "pk"))
    classes = ClassGroup.objects.filter(pk__in=ids, closed_at=None).order_by("key", "pk")
    return [
        _week(one, (), [slot for slot in rows if slot.class_group_id == one.pk], hides_hours=one.pk in hidden)
        for one in classes
    ]
