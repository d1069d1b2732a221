"""`--matrix-of a,b`: of the access matrix, only the addresses of these name spaces."""

import pytest


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
