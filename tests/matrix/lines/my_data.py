"""Rule 5: « export of one’s own data: everyone, always, also former; a guardian for the child unless restricted ».

A link « contact » is no right. What a former guardian or a closed school keeps from a person is never the own copy.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.scene import Scene

# Who answers for each child today, of any kind but contact, without « no information »; Hugo left with his guardian's
# link standing.
_GUARDIANS = {
    "lea": "samira paul", "noe": "samira", "yanis": "no_exercise in_charge teacher_parent", "zoe": "restricted_1",
    "lea_verne": "guardian_verne", "former_pupil": "former_guardian",
}  # fmt: skip


def _of(name: str) -> Callable[[Scene], tuple[Any, ...]]:
    return lambda scene: (scene.id(name),)


def _thing(name: str) -> Callable[[Scene], tuple[Any, ...]]:
    return lambda scene: (scene[name].public_id,)


def _ticked(scene: Scene, who: str) -> Mapping[str, Any]:
    return {"quoi": ["push"]}


LINES = (
    line("my_data:home", "GET", Variant(ok=EVERYBODY), always_open=True),
    line("my_data:ask_own", "POST", Variant(ok=EVERYBODY), always_open=True),
    line(
        "my_data:ask_child", "POST",
        *(Variant(name=name, args=_of(name), ok=ok) for name, ok in _GUARDIANS.items()),
        always_open=True,
    ),
    line(
        "my_data:fetch", "POST",
        Variant(name="samira’s own", args=_thing("copy_samira"), ok="samira"),
        Variant(name="of Léa, by Paul", args=_thing("copy_of_lea"), ok="paul"),
        # The school left it for the family.
        Variant(name="left for Zoé", args=_thing("copy_left"), ok="restricted_1 zoe"),
        always_open=True,
    ),
    line(
        "my_data:drop", "POST",
        Variant(name="samira’s own", args=_thing("copy_samira"), ok="samira"),
        Variant(name="of Léa, by Paul", args=_thing("copy_of_lea"), ok="paul"),
        Variant(name="left for Zoé", args=_thing("copy_left")),
        always_open=True,
    ),
    line(
        "my_data:clear", "GET POST",
        Variant(ok=EVERYBODY, methods="GET"),
        # Everybody of the scene has a device that is told.
        Variant(ok=EVERYBODY, methods="POST", data=_ticked),
        always_open=True,
    ),
)  # fmt: skip
