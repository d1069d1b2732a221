"""« support access (read-only, ≤ 4 h, reason) | asked by contractor or platform, granted by the director, told and
audited ». `support_asked` and `support_running` are the contractor's, at Les Tilleuls."""

from typing import Any

from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import HEADS, VERNE_HEADS

_ASKERS = "contractor platform platform_two"
_WHY = {"reason": "Des familles n’entrent pas", "hours": "2"}


def _one(name: str, **who: Any) -> Variant:
    return Variant(name=name, args=lambda s: (s[name].public_id,), **who)


def _person(access: str, who: str, **more: Any) -> Variant:
    return Variant(
        name=f"{access}, {who}", args=lambda s: (s[access].public_id, s.cast.people[who].public_id), **more
    )


def _none(scene: Scene) -> tuple[Any, ...]:
    return (scene.id("tilleuls"),)


LINES = (
    line("support:index", "GET", Variant(ok=f"{_ASKERS} {HEADS} {VERNE_HEADS}"), second_factor=True),
    line("support:schools", "GET", Variant(query="?q=tilleuls", ok=_ASKERS), second_factor=True),
    line(
        "support:ask", "GET POST",
        Variant(name="Verne", args=lambda s: (s["verne"].uai,), data=lambda s, w: _WHY, ok=_ASKERS),
        Variant(name="no such school", args=lambda s: ("0449999Z",), data=lambda s, w: _WHY),
        second_factor=True,
    ),
    line(
        "support:access", "GET",
        _one("support_asked", ok=f"contractor {HEADS}"), _one("support_running", ok=f"contractor {HEADS}"),
        Variant(name="none", args=_none),
        second_factor=True,
    ),
    line(
        "support:answer", "POST",
        _one("support_asked", ok=HEADS, forbidden="contractor", data=lambda s, w: {"oui": "1"}),
        Variant(name="none", args=_none),
        second_factor=True,
    ),
    line(
        "support:end", "POST",
        _one("support_running", ok=f"contractor {HEADS}"), Variant(name="none", args=_none),
        second_factor=True,
    ),
    line(
        "support:people", "POST",
        _one("support_running", ok="contractor"), _one("support_asked"), Variant(name="none", args=_none),
        second_factor=True,
    ),
    line(
        "support:person", "POST",
        _person("support_running", "samira", ok="contractor"), _person("support_running", "lea", ok="contractor"),
        # Another school, somebody to call, a school whose director did not answer yet.
        _person("support_running", "lea_verne"), _person("support_running", "contact"),
        _person("support_asked", "samira"),
        second_factor=True,
    ),
)  # fmt: skip
