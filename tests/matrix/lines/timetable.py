"""« Teachers of a class: manage on resources of the class's space »; heads: own school; staff of the class, its pupils
and their guardians read its week."""

from datetime import time
from uuid import UUID

from eprimo.services.timetable.models import Slot
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_TEACHERS, GUARDIANS, HEADS, PUPILS, TEACHERS

_HERE, _THERE = (UUID(f"018f0000-0000-7000-8000-00000000006{last}") for last in "67")
_WRITES, _WRITES_THERE = f"{CE1_TEACHERS} {HEADS}", "teacher_verne director_verne"
_MOMENT = {"picture": "bed", "starts_at": "13:00", "ends_at": "14:00", "weekdays": ["0"]}


def _noted(scene: Scene) -> None:
    """A moment of each of two classes, and one of another class of each school to be taken again."""
    cast = scene.cast
    for number, place in ((_HERE, cast.ce1), (_THERE, cast.ce1_verne)):
        Slot.objects.create(
            public_id=number, school_id=place.school_id, class_group=place, weekday=1, starts_at=time(9),
            ends_at=time(10), title="Lecture", picture="open-book",
        )  # fmt: skip


def _class(**more: object) -> tuple[Variant, Variant]:
    more = {"before": _noted} | more
    return (
        Variant(args=lambda s: (s.cast.ce1.public_id,), ok=_WRITES, forbidden="staff", **more),
        Variant(
            name="of the other school", args=lambda s: (s.cast.ce1_verne.public_id,), ok=_WRITES_THERE, **more
        ),
    )


def _slot(**more: object) -> tuple[Variant, Variant]:
    more = {"before": _noted} | more
    return (
        Variant(args=lambda s: (_HERE,), ok=_WRITES, forbidden="staff", **more),
        Variant(name="of the other school", args=lambda s: (_THERE,), ok=_WRITES_THERE, **more),
    )


def _read() -> tuple[Variant, Variant]:
    return (
        Variant(args=lambda s: (s.cast.ce1.public_id,), ok=f"{_WRITES} staff"),
        Variant(name="of the other school", args=lambda s: (s.cast.ce1_verne.public_id,), ok=_WRITES_THERE),
    )


LINES = (
    line(
        "timetable:index", "GET",
        Variant(
            ok=f"{HEADS} {TEACHERS} staff {PUPILS} {GUARDIANS} director_verne teacher_verne lea_verne guardian_verne",
        ),
    ),
    line("timetable:week", "GET", *_read()),
    line("timetable:print", "GET", *_read()),
    line("timetable:add", "POST", *_class(data=lambda s, w: _MOMENT)),
    line("timetable:edit", "GET", *_slot()),
    line("timetable:remove", "POST", *_slot()),
    line(
        "timetable:copy", "POST",
        Variant(
            args=lambda s: (s.cast.ce1.public_id,), ok=_WRITES, forbidden="staff",
            before=lambda s: Slot.objects.create(
                school=s.cast.tilleuls, class_group=s.cast.cm2, weekday=1, starts_at=time(9), ends_at=time(10),
                title="Lecture", picture="open-book",
            ),
            data=lambda s, w: {"source": str(s.cast.cm2.public_id)},
        ),
        Variant(
            name="of a class of another school", args=lambda s: (s.cast.ce1.public_id,), forbidden="staff",
            before=_noted, data=lambda s, w: {"source": str(s.cast.ce1_verne.public_id)},
        ),
    ),
)  # fmt: skip
