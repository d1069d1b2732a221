"""« Arrange afternoons: own school », and who of a class is in « toute petite section »: for who directs it."""

from datetime import timedelta
from uuid import UUID

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.presence.actions.arrangements import ArrangementDecision, afternoons_arrange
from eprimo.foundation.presence.models import Arrangement
from tests.conftest import NOW
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_TEACHERS, HEADS, VERNE_HEADS, VERNE_TEACHERS

_TODAY = NOW.date()
_NEXT = _TODAY + timedelta(days=7)
_FORM = {
    "decided_on": _TODAY.isoformat(), "weekdays": ["1"], "first": _TODAY.isoformat(), "last": _NEXT.isoformat(),
}  # fmt: skip
_ARRANGED = {
    "lea": UUID("018f0000-0000-7000-8000-000000000041"),
    "lea_verne": UUID("018f0000-0000-7000-8000-000000000042"),
}


def _nursery(scene: Scene) -> None:
    """The class of each of the two schools is of nursery school, for once."""
    groups = ClassGroup.objects.filter(pk__in=[scene.cast.ce1.pk, scene.cast.ce1_verne.pk])
    groups.update(levels=[Level.TPS, Level.PS])


def _arranged(scene: Scene) -> None:
    cast = scene.cast
    _nursery(scene)
    for who, child, school in (
        ("director", "lea", cast.tilleuls),
        ("director_verne", "lea_verne", cast.verne),
    ):
        made = afternoons_arrange(
            actor=cast.actor(who), child=cast.people[child], school=school,
            decided=ArrangementDecision(_TODAY, _NEXT, [1], _TODAY),
        )  # fmt: skip
        Arrangement.objects.filter(id=made.id).update(public_id=_ARRANGED[child])


LINES = (
    line(
        "attendance:little", "GET POST",
        Variant(
            name="ce1", args=lambda s: (s.id("ce1"),), before=_nursery, ok=HEADS, forbidden=f"{CE1_TEACHERS} delegate"
        ),
        Variant(
            name="of the other school", args=lambda s: (s.id("ce1_verne"),), before=_nursery, ok=VERNE_HEADS,
            forbidden=VERNE_TEACHERS,
        ),
    ),
    line(
        "attendance:afternoons", "GET POST",
        Variant(
            args=lambda s: (s.id("lea"),), before=_nursery, data=lambda s, w: _FORM, ok=HEADS, forbidden=CE1_TEACHERS
        ),
        Variant(
            name="of the other school", args=lambda s: (s.id("lea_verne"),), before=_nursery,
            data=lambda s, w: _FORM, ok=VERNE_HEADS, forbidden=VERNE_TEACHERS,
        ),
    ),
    line(
        "attendance:afternoons_end", "POST",
        Variant(
            args=lambda s: (s.id("lea"), _ARRANGED["lea"]), before=_arranged, ok=HEADS, forbidden=CE1_TEACHERS
        ),
        Variant(
            name="of the other school", args=lambda s: (s.id("lea_verne"), _ARRANGED["lea_verne"]), before=_arranged,
            ok=VERNE_HEADS, forbidden=VERNE_TEACHERS,
        ),
    ),
)  # fmt: skip
