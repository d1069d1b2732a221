"""What the suite may hold of what waits: browsers and commits, so many a folder; `test_budget.py` holds the counts.

What each folder costs is held by `core_seconds.py`.
"""

from collections import Counter

import pytest

from tests.ground import transactional

# Folder → tests in a browser, in the small size. A new one takes the place of another, or is a part of a journey
# (`chapter` of e2e/conftest.py), or of `make drill` alone (the marker `whole`), or says here why there is room for it.
IN_BROWSER = {"tests/devtools": 1, "tests/e2e": 118, "tests/ui": 7}
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
# of them asked of two members. Conversations, switches, factors and files came since, each of a
# few addresses; files that are sent piece by piece have two more;
# so have absences, the roll call and its register, and homework, each address of it asked of two schools. A class that
# is spread has three, afternoons and who is in no register three more, papers of absences two.
# The agenda has two addresses. Its private one, the import of a file, partners, the week of a class, series, closed
# days, who signs an order and who is paid came since, each of a few (45 cases together).
# Files of homework and a sound have five (10), levels one (3); what a member has left to do, letters of rejection and
# the terms of prices one each, of several states (7).
# Closing a school and reopening it, corrections that are looked over, what a device keeps, prices that are amended,
# deductions, payments and interest came since (48).
# The dates of a closure are decided on its page, in both schools. What comes back as a signed form is looked at.
# The file of a dispute, the list that members are imported from, the academy's directory, guests, figures and decisions
# of a meeting, what somebody has left to do and is reminded of, what is taken away at the end came since (101).
MATRIX_CASES = 1_610


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
