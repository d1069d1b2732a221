"""« Close a day »: director, own school."""

from datetime import timedelta
from typing import Any

from tests.conftest import NOW
from tests.matrix.line import Variant, line
from tests.matrix.who import HEADS

_DAY = (NOW + timedelta(days=2)).date()
_CLOSES = {
    "key": "0193a3b0-0000-7000-8000-000000000009", "scope": "school", "why": "strike", "first": _DAY.isoformat(),
    "first_half": "am", "last": "", "last_half": "pm", "do": "close",
}  # fmt: skip


def _both(**more: Any) -> tuple[Variant, Variant]:
    return (
        Variant(args=lambda s: (s["closing"],), ok=HEADS, **more),
        Variant(
            name="of the other school", args=lambda s: (s["closing_verne"],), ok="director_verne", **more
        ),
    )


LINES = (
    line("closing:close", "GET POST", Variant(ok=f"{HEADS} director_verne", data=lambda s, w: _CLOSES)),
    # Of what nobody decided anything about, none is left.
    line("closing:one", "GET POST", *_both(data=lambda s, w: {"do": "fall"}, writes=False)),
    line("closing:reopen", "POST", *_both()),
)
