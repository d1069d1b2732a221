"""Drills have one code and two sizes: small in `make test`, whole in `make drill` (EPRIMO_DRILL=full).

What is marked `whole` has no small size: a state, a width or a reader more than the tests beside it, in a browser.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

FULL = os.environ.get("EPRIMO_DRILL") == "full"

# What a property is asked of where its test says nothing. The small size draws the same for the same code: what is red
# is red for who changed something, and green again once it is mended. What nobody thought of is for the whole size,
# which draws others each time.
SMALL, WHOLE = 14, 400


def sized[T](small: T, whole: T) -> T:
    return whole if FULL else small


def drawn(small: int, whole: int, **more: Any) -> Callable[[Any], Any]:
    """A property, asked of so many draws."""
    unhealthy = more.pop("suppress_health_check", [HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    return settings(max_examples=sized(small, whole), deadline=None, suppress_health_check=unhealthy, **more)


def install() -> None:
    """Properties that say no number of their own. Nothing is held to seconds: the machine may be busy."""
    settings.register_profile(
        "house",
        max_examples=sized(SMALL, WHOLE),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=not FULL,
    )
    settings.load_profile("house")


def is_drawn(item: pytest.Item) -> bool:
    """Whether this test is a property: all of them are drills."""
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))


def is_whole(item: pytest.Item) -> bool:
    """Whether this test is asked in the whole size alone: it is a drill too."""
    return item.get_closest_marker("whole") is not None


def parted(items: Sequence[pytest.Item], *, full: bool = FULL) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests that this size asks, and those that it leaves to the whole one."""
    left = [] if full else [item for item in items if is_whole(item)]
    out = {id(item) for item in left}
    return [item for item in items if id(item) not in out], left
