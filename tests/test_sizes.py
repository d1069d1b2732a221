"""What the whole size alone asks is left out of the small one, and of nothing else."""

from types import SimpleNamespace
from typing import Any

from tests.sizes import parted


def _item(*marks: str) -> Any:
    return SimpleNamespace(get_closest_marker=lambda name: name if name in marks else None)


def test_the_small_size_leaves_out_what_is_marked_whole() -> None:
    plain, drill, whole = _item("browser"), _item("drill"), _item("browser", "whole")
    assert parted([plain, whole, drill], full=False) == ([plain, drill], [whole])
    assert parted([plain, whole, drill], full=True) == ([plain, whole, drill], [])
