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


def _said(scene: Scene, who: str) -> Mapping[str, Any]:
    return {"agrees": "non", "words": "Mes mots"}


def _ask(about: str, kind: str, ok: str, **more: Any) -> Variant:
    return Variant(
        name=f"{kind} of {about}", args=lambda s: (s.id(about), kind), ok=ok,
        data=lambda s, w: {"what": "other", "words": "Mes mots"}, **more,
    )  # fmt: skip


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
    # « Erasure: … of an account, of a child's account or contributions = a request »; a child's: who exercises.
    line("my_data:requests", "GET", Variant(ok=EVERYBODY), always_open=True),
    line("my_data:request_choose", "GET", Variant(ok=EVERYBODY), always_open=True),
    line(
        "my_data:request_ask", "GET POST",
        _ask("teacher", "rectify", "teacher"), _ask("former_teacher", "account", "former_teacher"),
        _ask("lea", "rectify", "lea samira paul"),
        _ask("yanis", "rectify", "yanis no_exercise in_charge teacher_parent"),
        _ask("lea", "account", ""), _ask("lea", "child", "samira paul", methods="GET"), _ask("noe", "child", "samira"),
        _ask("yanis", "child", "teacher_parent"), _ask("zoe", "name", "restricted_1"),
        _ask("former_pupil", "child", "former_guardian"), _ask("lea_verne", "child", "guardian_verne"),
        # Nothing was shared: there is nothing to erase.
        _ask("lea", "shared", ""), _ask("lea", "autre", ""),
        always_open=True,
    ),
    line(
        "my_data:request", "GET",
        Variant(name="of Léa", args=_thing("asked_lea"), ok="samira paul"),
        Variant(name="own", args=_thing("asked_teacher"), ok="teacher"),
        always_open=True,
    ),
    line(
        "my_data:request_withdraw", "POST",
        Variant(name="of Léa", args=_thing("asked_lea"), ok="samira", forbidden="paul"),
        Variant(name="own", args=_thing("asked_teacher"), ok="teacher"),
        always_open=True,
    ),
    line(
        "my_data:request_speak", "POST",
        # « every guardian who exercises is told before »: the other one.
        Variant(name="of Léa", args=_thing("asked_lea"), ok="paul", forbidden="samira", data=_said),
        Variant(name="own", args=_thing("asked_teacher"), forbidden="teacher", data=_said),
        always_open=True,
    ),
    line(
        "my_data:request_read", "POST",
        Variant(name="of Léa", args=_thing("asked_lea"), ok="samira", forbidden="paul"),
        Variant(name="own", args=_thing("asked_teacher"), ok="teacher"),
        always_open=True,
    ),
)  # fmt: skip
