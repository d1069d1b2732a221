"""The suite stays under a quarter of an hour: no folder takes more browsers or commits than it has."""

from collections import Counter
from types import SimpleNamespace

import pytest

from tests import budget
from tests.order import in_order


def test_no_folder_is_over_its_budget(request: pytest.FixtureRequest) -> None:
    browser, committing, cases = budget.counts(request.session.items)
    assert budget.over(browser, budget.IN_BROWSER) == []
    assert budget.over(committing, budget.COMMITTING) == []
    assert cases <= budget.MATRIX_CASES


def test_one_more_is_told() -> None:
    assert budget.over(Counter({"tests/ui": 3, "tests/new": 1}), {"tests/ui": 2}) == [
        "tests/ui: 3 > 2",
        "tests/new: 1 > 0",
    ]


def test_browsers_come_first_and_modules_stay_whole(request: pytest.FixtureRequest) -> None:
    def item(module: str, *marks: str, names: tuple[str, ...] = ()) -> SimpleNamespace:
        return SimpleNamespace(
            nodeid=f"tests/{module}::test_{len(names)}", fixturenames=names,
            get_closest_marker=lambda name: SimpleNamespace(kwargs={}) if name in marks else None,
        )  # fmt: skip

    plain, cast = item("a/test_a.py"), item("b/test_b.py", names=("cast",))
    beside = item("b/test_b.py")
    look, door = item("e2e/test_look.py", "browser"), item("e2e/test_door.py", "browser")
    assert in_order([plain, beside, cast, door, look]) == [look, door, cast, beside, plain]  # type: ignore[list-item, comparison-overlap]
