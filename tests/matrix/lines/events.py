"""« Teachers of a class: manage on resources of the class's space »; heads: « own school »: dates of a series, one by
one. What all kinds have is asked by their contract."""

from datetime import date
from uuid import UUID

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import EVERYBODY, To, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish
from eprimo.services.events.models import EventDay
from tests.conftest import NOW
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_FAMILIES, CE1_PUPILS, CE1_TEACHERS, HEADS, TOM_FAMILY

_HERE, _THERE = (UUID(f"018f0000-0000-7000-8000-00000000005{last}") for last in "67")
_FIRST, _LAST = date(2026, 11, 26), date(2026, 12, 10)
# Of the second date.
_WEEK = "2026-11-30"


def _series(scene: Scene) -> None:
    """One of a class of each of two schools."""
    kind, cast = kind_of("events"), scene.cast
    for number, who, place in ((_HERE, "teacher", cast.ce1), (_THERE, "teacher_verne", cast.ce1_verne)):
        said = DraftInput(
            title="Piscine", body=richtext.EMPTY, targets=((To.CLASS, place.pk),), readers=EVERYBODY,
            facts={"event_on": _FIRST, "every": 1, "repeat_until_on": _LAST},
        )  # fmt: skip
        actor = cast.actor(who)
        made = thing_publish(actor=actor, kind=kind, resource=draft_save(actor=actor, kind=kind, said=said))
        Resource.objects.filter(pk=made.pk).update(public_id=number, updated_at=NOW)


def _struck(scene: Scene) -> None:
    """The same, whose second date does not take place."""
    _series(scene)
    EventDay.objects.filter(n=2).update(struck_at=NOW)


def _days(**more: object) -> tuple[Variant, Variant]:
    more = {"before": _series} | more
    return (
        Variant(
            args=lambda s: (_HERE, _WEEK), ok=f"{CE1_TEACHERS} {HEADS}",
            forbidden=f"{CE1_PUPILS} {CE1_FAMILIES} {TOM_FAMILY}", **more,
        ),
        Variant(
            name="of the other school", args=lambda s: (_THERE, _WEEK), ok="teacher_verne director_verne",
            forbidden="lea_verne guardian_verne", **more,
        ),
    )  # fmt: skip


LINES = (
    line("events:day", "GET", *_days()),
    line("events:day_strike", "POST", *_days()),
    line("events:day_restore", "POST", *_days(before=_struck)),
)
