"""One scene for every module of the folder; `--matrix-of a,b`: of the access matrix, only the addresses of these name
spaces."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.matrix.asking import scene_of
from tests.matrix.scene import Scene


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Each module makes it anew. Of one scene for all, some two thousand acts that were undone in one transaction, the
    next change of year left a link of a pupil away after it was undone, and what came after was red."""
    with scene_of(django_db_blocker) as made:
        yield made


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    spaces = {one for one in config.getoption("--matrix-of").split(",") if one}
    if not spaces:
        return
    kept = [one for one in items if not _elsewhere(one, spaces)]
    config.hook.pytest_deselected(items=[one for one in items if _elsewhere(one, spaces)])
    items[:] = kept


def _elsewhere(item: pytest.Item, spaces: set[str]) -> bool:
    """Whether it asks an address of another name space."""
    name = item.nodeid.partition("::test_matrix[")[2]
    return bool(name) and name.partition(":")[0] not in spaces
