"""« Roll call: take, correct: own, hosted classes; any class of the own school; delegated »."""

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf
from tests.conftest import NOW
from tests.matrix.line import EVERYBODY, Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_TEACHERS, HEADS, TEACHERS, VERNE_HEADS, VERNE_TEACHERS

_HERE = names(CE1_TEACHERS, HEADS, "delegate")
_THERE = names(VERNE_TEACHERS, VERNE_HEADS)
_MORNING = HalfOf(NOW.date(), Half.MORNING)
_TODAY = f"jour={NOW.date().isoformat()}&demi=am"


def _called(scene: Scene) -> None:
    """The roll of both classes was called this morning."""
    for who, of in (("teacher", "ce1"), ("teacher_verne", "ce1_verne")):
        group = ClassGroup.objects.select_related("school").get(pk=scene.things[of].pk)
        call_take(actor=scene.cast.actor(who), class_group=group, one=_MORNING, said={})


def _form(child: str) -> object:
    return lambda s, w: {
        "jour": NOW.date().isoformat(),
        "demi": "am",
        "children": [str(s.id(child))],
        "state": "late",
    }


def _posted(scene: Scene, _who: object) -> dict[str, str]:
    """A sheet that showed a child of each of two schools."""
    shown = {f"e-{scene.id(child)}": "present" for child in ("lea", "lea_verne")}
    return {"jour": NOW.date().isoformat(), "demi": "am"} | shown


def _classes(**more: object) -> tuple[Variant, Variant]:
    """The roll of a class of each of two schools."""
    return (
        Variant(name="ce1", args=lambda s: (s.id("ce1"),), ok=_HERE, **more),  # type: ignore[arg-type]
        Variant(name="of the other school", args=lambda s: (s.id("ce1_verne"),), ok=_THERE, **more),  # type: ignore[arg-type]
    )


LINES = (
    # On a tablet of the class alone: everybody else is led elsewhere.
    line("attendance:here", "GET", Variant(ok=EVERYBODY), public=True, always_open=True),
    line("attendance:here_touch", "POST", Variant(ok=EVERYBODY, writes=False), public=True, always_open=True),
    line("attendance:calls", "GET", Variant(ok=names(TEACHERS, HEADS, "delegate", VERNE_TEACHERS, VERNE_HEADS))),
    line("attendance:call", "GET", *_classes()),
    line(
        "attendance:take", "POST",
        *_classes(data=_posted),
    ),
    line(
        "attendance:spread", "GET POST",
        Variant(
            name="ce1", args=lambda s: (s.id("ce1"),), ok=HEADS, forbidden=f"{CE1_TEACHERS} delegate",
            data=lambda s, w: {f"e-{s.id('lea')}": str(s.id("cm2"))} | {"demi": "pm"},
        ),
        Variant(
            name="of the other school", args=lambda s: (s.id("ce1_verne"),), ok=VERNE_HEADS, forbidden=VERNE_TEACHERS,
            methods="GET",
        ),
    ),
    line(
        "attendance:gather", "POST",
        Variant(name="ce1", args=lambda s: (s.id("ce1"),), ok=HEADS, forbidden=f"{CE1_TEACHERS} delegate"),
        Variant(
            name="of the other school", args=lambda s: (s.id("ce1_verne"),), ok=VERNE_HEADS, forbidden=VERNE_TEACHERS
        ),
    ),
    line(
        "attendance:hosts", "GET",
        Variant(name="ce1", args=lambda s: (s.id("ce1"),), ok=HEADS, forbidden=f"{CE1_TEACHERS} delegate"),
        Variant(
            name="of the other school", args=lambda s: (s.id("ce1_verne"),), ok=VERNE_HEADS, forbidden=VERNE_TEACHERS
        ),
    ),
    line("attendance:done", "GET", *_classes(before=_called, query=_TODAY)),
    line(
        "attendance:change", "GET POST",
        Variant(
            name="ce1", args=lambda s: (s.id("ce1"),), ok=_HERE, before=_called, query=_TODAY, data=_form("lea"),  # type: ignore[arg-type]
        ),
        Variant(
            name="of the other school", args=lambda s: (s.id("ce1_verne"),), ok=_THERE, before=_called, query=_TODAY,
            data=_form("lea_verne"),  # type: ignore[arg-type]
        ),
    ),
)  # fmt: skip
