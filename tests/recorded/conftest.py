"""Records are drawn from one seed, upon tables that number their rows from the start; tests of the recorder draw and
number as all tests do."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ground import GROUND
from tests.recorded.drawn import Draws, number_anew, one_seed
from tests.recorded.writing import folder

# What a module or several tests share, made before the test itself.
_SHARED = {"cast", "scene"}


@pytest.fixture(scope="module", autouse=True)
def _one_seed(request: pytest.FixtureRequest) -> Iterator[Draws | None]:
    """Before anything of the module is made."""
    if folder() is None:
        yield None
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        GROUND.clear()
        number_anew()
    with one_seed() as draws:
        yield draws


@pytest.fixture(autouse=True)
def _from_the_start(request: pytest.FixtureRequest, django_db_blocker: Any, _one_seed: Draws | None) -> None:
    if _one_seed is None:
        return
    _one_seed.begin(request.node.name)
    if not _SHARED & {*request.fixturenames}:
        with django_db_blocker.unblock():
            number_anew()
