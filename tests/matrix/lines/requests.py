"""« Erasure … = a request that the director decides with a coded reason »; nobody decides about oneself: that of a
director is the academy’s, that of who is of no school the platform’s (docs/decisions)."""

from typing import Any

from tests.matrix.line import Line, Variant, line
from tests.matrix.who import HEADS, VERNE_HEADS

_DECIDE = {
    "asked_lea": (HEADS, "mission"),
    "asked_teacher": (HEADS, "accurate"),
    "asked_verne": (VERNE_HEADS, "accurate"),
    "asked_director": ("academy", "mission"),
    "asked_inspector": ("platform platform_two", "mission"),
}


def _of_each(route: str, method: str, **data: Any) -> Line:
    return line(
        route, method,
        *(
            Variant(
                name=name, args=lambda s, name=name: (s[name].public_id,), ok=ok,
                data=lambda s, w, code=code: {"code": code, **data},
            )
            for name, (ok, code) in _DECIDE.items()
        ),
        second_factor=True,
    )  # fmt: skip


LINES = (
    line(
        "requests:index", "GET",
        Variant(ok=f"{HEADS} {VERNE_HEADS} academy academy_out platform platform_two"), second_factor=True,
    ),
    _of_each("requests:request", "GET"),
    _of_each("requests:decide", "POST", answer="Voici pourquoi."),
    _of_each("requests:extend", "POST", reason="Il faut chercher."),
)  # fmt: skip
