"""« Make or renew sheets », « see and end sessions: of a pupil: teacher of the class, director ».

What opens the door of a class is theirs. The door itself is everybody's: it shows nothing but on a device of the class.
"""

from eprimo.foundation.directory.models import ClassGroup
from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_TEACHERS, CM2_TEACHERS, HEADS, VERNE_HEADS, VERNE_TEACHERS

_CE1 = f"{CE1_TEACHERS} {HEADS}"
_VERNE = f"{VERNE_TEACHERS} {VERNE_HEADS}"


def _classes(**more: object) -> tuple[Variant, ...]:
    """A class of each school, and the other class of the first one."""
    return (
        Variant(name="ce1", args=lambda s: (s.id("ce1"),), ok=_CE1, **more),  # type: ignore[arg-type]
        Variant(name="cm2", args=lambda s: (s.id("cm2"),), ok=f"{CM2_TEACHERS} {HEADS}", **more),  # type: ignore[arg-type]
        Variant(name="ce1_verne", args=lambda s: (s.id("ce1_verne"),), ok=_VERNE, **more),  # type: ignore[arg-type]
    )


def _badge(group: str, pupil: str, **who: str) -> Variant:
    return Variant(
        name=f"{pupil} of {group}",
        args=lambda s: (s.id(group),),
        data=lambda s, w: {"pupil": str(s.id(pupil)), "with_pictures": "1"},
        **who,  # type: ignore[arg-type]
    )


def _device(scene: Scene) -> tuple[object, object]:
    return scene.id("ce1"), scene.id("class_device")


def _pupil_acts(*, writes: bool = True) -> tuple[Variant, ...]:
    def of(group: str, pupil: str, **who: str) -> Variant:
        return Variant(
            name=f"{pupil} of {group}",
            args=lambda s: (s.id(group), s.id(pupil)),
            writes=writes,
            **who,  # type: ignore[arg-type]
        )

    return (
        of("ce1", "lea", ok=_CE1),
        of("ce1", "noe"),
        of("cm2", "lea"),
        of("ce1_verne", "lea_verne", ok=_VERNE),
        of("ce1_verne", "lea"),
    )


def _several(scene: Scene) -> None:
    ClassGroup.objects.filter(pk__in=[scene.cast.ce1.pk, scene.cast.cm2.pk, scene.cast.ce1_verne.pk]).update(
        levels=["CP", "CE1"]
    )


LINES = (
    line("class_mode:levels", "GET", *_classes(before=_several)),
    line("classroom:wall", "GET", Variant(ok=EVERYBODY), public=True, always_open=True),
    line("classroom:who", "POST", Variant(ok=EVERYBODY, writes=False), public=True, always_open=True),
    line("classroom:pictures", "POST", Variant(ok=EVERYBODY, writes=False), public=True, always_open=True),
    line(
        "classroom:badge", "GET POST",
        Variant(ok=EVERYBODY, methods="GET"),
        Variant(name="wrong", ok=EVERYBODY, methods="POST", data=lambda s, w: {"code": "A" * 26}, ok_status=422),
        public=True, always_open=True,
    ),
    line("class_mode:class", "GET", *_classes()),
    line("class_mode:pair", "POST", *_classes()),
    line("class_mode:change", "POST", *_classes(data=lambda s, w: {"secret": "nothing"})),
    line("class_mode:devices_remove", "POST", *_classes()),
    line(
        "class_mode:device_remove", "POST",
        Variant(name="ce1", args=_device, ok=_CE1),
        Variant(name="not of that class", args=lambda s: (s.id("cm2"), s.id("class_device"))),
        Variant(name="of another school", args=lambda s: (s.id("ce1_verne"), s.id("class_device"))),
    ),
    line("class_mode:pictures", "POST", *_classes()),
    # The CE1 has its pictures since its device was lent.
    line("class_mode:pictures_give", "POST", *_classes(writes=False)),
    line("class_mode:pictures_print", "POST", *_classes()),
    line(
        "class_mode:badges", "POST",
        _badge("ce1", "lea", ok=_CE1), _badge("ce1", "noe"), _badge("cm2", "lea"),
        _badge("ce1_verne", "lea_verne", ok=_VERNE), _badge("ce1_verne", "lea"),
    ),
    line("class_mode:pictures_renew", "POST", *_pupil_acts()),
    # Nobody is stuck: nothing to write.
    # Nobody is stuck: nothing is written.
    line("class_mode:unlock", "POST", *_classes(writes=False)),
    line("class_mode:pictures_unlock", "POST", *_pupil_acts(writes=False)),
)  # fmt: skip
