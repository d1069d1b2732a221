"""The closures that a thing tells are facts of the calendar of its school, for everybody there: whoever asks whether
there is class reads them, whether or not the thing itself is for that person. They follow the thing as its dates do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.content.things.events import ClosureMoved
from eprimo.foundation.directory.models import ClassGroup, SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.occasions.enums import Sort
from eprimo.foundation.occasions.models import Occasion
from eprimo.foundation.presence.actions.calendar import half_days_reopen

# A closure whose note was emptied.
UNSAID_CLOSURE = "École fermée"


@dataclass(frozen=True, slots=True)
class _Told:
    """What one row of the calendar says of a closure."""

    first: date
    last: date
    from_noon: bool
    until_noon: bool
    class_group_id: int | None
    label: str
    visible_from: datetime | None

    @property
    def key(self) -> tuple[date, int | None]:
        return self.first, self.class_group_id


def closures_follow(*, resource: Resource) -> None:
    """Make the closures of the calendar those that this thing tells as it stands: none while it is not out. What
    families told of days that are open again counts there again."""
    if resource.school is None:
        return
    wanted = {one.key: one for one in _told_by(resource)}
    held = {
        (row.first, row.class_group_id): row
        for row in SchoolDayOff.objects.select_for_update(of=("self",)).filter(told_by=resource.public_id)
    }
    gone = [row for key, row in held.items() if key not in wanted]
    changed = [row for key, row in held.items() if key in wanted and wanted[key] != _of(row)]
    open_again = [(row.first, row.last) for row in (*gone, *changed)]
    if resource.state == ResourceState.PUBLISHED:
        SchoolDayOff.objects.filter(pk__in=[row.pk for row in gone]).delete()
    else:
        _undo(gone, clock.today(resource.time_zone))
    for key, one in wanted.items():
        _keep(resource, held.get(key), one)
    for first, last in open_again:
        half_days_reopen(school=resource.school, first=first, last=last)
    if (gone or changed or wanted.keys() - held.keys()) and resource.school.running_year_id is not None:
        moved = ClosureMoved(resource.school.pk, resource.school.running_year_id, str(resource.public_id))
        emit(moved, due_at=max(clock.now(), resource.visible_from or clock.now()))


def closures_unsay(*, things: Iterable[UUID]) -> None:
    """Keep closures whose thing was emptied: days that were shut stay so, under words of ours."""
    for row in SchoolDayOff.objects.filter(told_by__in=list(things)).select_related("school"):
        _undo([row], clock.today(row.school.time_zone))
    SchoolDayOff.objects.filter(told_by__in=list(things)).update(label=UNSAID_CLOSURE)


def _undo(rows: Iterable[SchoolDayOff], today: date) -> None:
    """The school is open on these days from today on. On those that are over nobody came: they stay shut, and no
    register asks for their roll."""
    for row in rows:
        if row.first >= today or row.visible_from is None or row.visible_from > clock.now():
            row.delete()
        elif row.last >= today:
            row.last, row.until_noon = today - timedelta(days=1), False
            row.save(update_fields=["last", "until_noon"])


def _keep(resource: Any, row: SchoolDayOff | None, one: _Told) -> None:
    values: dict[str, Any] = {name: getattr(one, name) for name in one.__slots__}
    if row is None:
        SchoolDayOff.objects.create(school=resource.school, told_by=resource.public_id, **values)
    elif one != _of(row):
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))


def _of(row: SchoolDayOff) -> _Told:
    return _Told(
        row.first, row.last, row.from_noon, row.until_noon, row.class_group_id, row.label, row.visible_from
    )


def _told_by(resource: Resource) -> list[_Told]:
    if resource.state != ResourceState.PUBLISHED:
        return []
    days = Occasion.objects.filter(resource=resource, sort=Sort.CLOSURE, struck=False).order_by("n")
    classes = _classes_shut(resource) if days else []
    return [
        _Told(
            day.on, day.until, day.from_noon, day.until_noon, class_id, resource.title, resource.visible_from
        )
        for day in days
        for class_id in classes
    ]


def _classes_shut(resource: Resource) -> list[int | None]:
    """The classes that it shuts; None stands for the whole school, which each of its classes together are too."""
    targets = Target.objects.filter(resource=resource, kind__in=[To.SCHOOL, To.CLASS])
    named = set(targets.values_list("kind", "target"))
    if any(kind == To.SCHOOL for kind, _ in named):
        return [None]
    classes = {target for _, target in named}
    there = ClassGroup.objects.filter(
        school=resource.school_id,
        closed_at=None,
        year=resource.school.running_year_id,  # type: ignore[union-attr]
    ).values_list("pk", flat=True)
    return [None] if classes and classes.issuperset(there) else [*sorted(classes)]
