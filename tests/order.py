"""The order in which tests are given out: the longest first, then those that lean on the same ground together.

The processes of a run take work from each other (`--dist worksteal`): what is long comes first, so that they end
together. Inside these groups the order stays the random one of pytest-randomly.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.ground import layers_of, transactional

# Modules that last a minute or so each, or make at their start what all of their tests look at: begun first, they are
# not parted among processes that would each make it again.
LONG = (
    "bench/measured/test_measured.py", "bench/test_bench.py", "devtools/programs/test_demo_start.py",
    "foundation/intake/aaf/test_killed.py",
    "e2e/furnished/test_every_page.py", "e2e/furnished/test_right_to_left.py", "e2e/test_accessibility.py",
    "e2e/test_offline.py", "e2e/test_offline_drafts.py", "e2e/test_look.py",
)  # fmt: skip


def _group(item: pytest.Item) -> int:
    """Browsers, then tests that commit, those on the cast, the others."""
    if item.get_closest_marker("browser"):
        return 0
    if transactional(item):
        return 1
    return 2 if "cast" in getattr(item, "fixturenames", ()) else 3


def _shared(layers: tuple[Callable[..., Any], ...]) -> str:
    """What stands under this test and under those of other modules: the first layer, upon the cast or without it, of a
    folder."""
    found = [build for build in layers[:2] if build.__module__.endswith("conftest")]
    return f"{found[0].__module__}.{found[0].__qualname__}" if found else ""


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """Modules stay whole: what they share is made once."""
    groups: dict[str, int] = {}
    first: dict[str, int] = {}
    shared: dict[str, str] = {}
    standing = {item.nodeid: layers_of(item) for item in items}
    for place, item in enumerate(items):
        module = item.nodeid.split("::")[0]
        groups[module] = min(groups.get(module, 3), _group(item))
        first.setdefault(module, place)
        shared[module] = max(shared.get(module, ""), _shared(standing[item.nodeid]))
    long = {name: rank for rank, name in enumerate(LONG)}

    def rank(item: pytest.Item) -> tuple[int, int, str, int, int, list[str]]:
        module = item.nodeid.split("::")[0]
        # A browser is opened once a folder, the scene of the matrix made once, and what a folder lends built once.
        whole = groups[module] == 0 or module.startswith("tests/matrix/")
        beside = module.rpartition("/")[0] if whole else shared[module]
        place = long.get(module.removeprefix("tests/"), len(LONG))
        return (
            0 if place < len(LONG) else groups[module],
            place,
            beside,
            first[module],
            _group(item),
            # Those that ask for more stand upon what the others ask for.
            [build.__qualname__ for build in standing[item.nodeid]],
        )

    return sorted(items, key=rank)
