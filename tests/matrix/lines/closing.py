"""« Close a day »: director, own school."""

from datetime import timedelta

from tests.conftest import NOW
from tests.matrix.line import Variant, line
from tests.matrix.who import HEADS

_DAY = (NOW + timedelta(days=2)).date()
_CLOSES = {
    "key": "0193a3b0-0000-7000-8000-000000000009", "scope": "school", "why": "strike", "first": _DAY.isoformat(),
    "first_half": "am", "last": "", "last_half": "pm", "do": "close",
}  # fmt: skip


def _both() -> tuple[Variant, Variant]:
    return (
        Variant(args=lambda s: (s["closing"],), ok=HEADS),
        Variant(name="of the other school", args=lambda s: (s["closing_verne"],), ok="director_verne"),
    )


LINES = (
    line("closing:close", "GET POST", Variant(ok=f"{HEADS} director_verne", data=lambda s, w: _CLOSES)),
    line("closing:one", "GET", *_both()),
    line("closing:reopen", "POST", *_both()),
)
