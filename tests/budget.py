"""What the suite may cost, in counts: browsers and commits take most of its time, so each folder has so many of them.

`make test` prints each folder's share at the end of a whole run; `test_budget.py` holds the counts.
"""

from collections import Counter
from typing import Any

import pytest

from tests.ground import transactional

# Folder → tests in a browser. A new one takes the place of another, or says here why there is room for it.
IN_BROWSER = {"tests/devtools": 1, "tests/e2e": 134, "tests/ui": 36}
# Folder → tests that commit, without a browser: the tables are emptied after each.
COMMITTING = {
    "tests": 2,
    "tests/config": 3,
    "tests/console": 4,
    "tests/foundation": 40,
    "tests/services": 6,
    "tests/steering": 4,
}
# Cases of the access matrix: each asks as everybody. The purchasing group, whole, has a quarter of all addresses, most
# of them asked of two members.
MATRIX_CASES = 1_140
# A run of fewer tests is somebody's own: no shares are printed.
WHOLE = 2000


def folder_of(nodeid: str) -> str:
    parts = nodeid.partition("::")[0].split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else "tests"


def counts(items: list[pytest.Item]) -> tuple[Counter[str], Counter[str], int]:
    """Tests in a browser and tests that commit, by folder; cases of the matrix."""
    browser, committing, cases = Counter[str](), Counter[str](), 0
    for item in items:
        folder = folder_of(item.nodeid)
        if item.get_closest_marker("browser"):
            browser[folder] += 1
        elif transactional(item):
            committing[folder] += 1
        cases += item.nodeid.startswith("tests/matrix/test_matrix.py::test_matrix[")
    return browser, committing, cases


def over(found: Counter[str], budget: dict[str, int]) -> list[str]:
    return [f"{name}: {n} > {budget.get(name, 0)}" for name, n in found.items() if n > budget.get(name, 0)]


def shares(reports: list[Any]) -> list[str]:
    """One line a folder: its tests, and its part of the time of all; none for a run of a few."""
    spent, tests = Counter[str](), Counter[str]()
    for report in reports:
        spent[folder_of(report.nodeid)] += report.duration  # type: ignore[assignment]
        tests[folder_of(report.nodeid)] += report.when == "call"
    whole = sum(spent.values())
    if sum(tests.values()) < WHOLE:
        return []
    return [f"{name:24}{tests[name]:6} tests{spent[name] / whole:7.0%}" for name, _ in spent.most_common()]
