"""What photographs of a class outing cost the worker: a hundred of five megabytes in two minutes of two cores."""

import pytest

from bench.outing import photograph
from eprimo.foundation.files.inspection import looked_at
from tests.core_seconds import Table, pace
from tests.foundation.files import corpus
from tests.foundation.files.reader import reader
from tests.sizes import FULL, sized

pytestmark = pytest.mark.drill

PHOTOGRAPHS = 100
# Core-seconds, on the machine of the table of the suite.
MOST = 2 * 120.0


def test_a_hundred_photographs_are_work_of_two_minutes() -> None:
    count = sized(1, PHOTOGRAPHS)
    photographs = [photograph(number) for number in range(min(count, 10))]
    assert all(4_000_000 < len(one) < 7_000_000 for one in photographs), [len(one) for one in photographs]
    looked_at(corpus.drawing())
    _, before = reader()
    for number in range(count):
        assert len(looked_at(photographs[number % len(photographs)])[1]) == 3
    # Another one, so that the last child is counted.
    looked_at(corpus.drawing())
    _, after = reader()
    spent = (after - before) / max(1.0, pace() / Table.read().pace) * PHOTOGRAPHS / count
    assert not FULL or spent <= MOST, spent
    print(f"a hundred photographs: {spent:.0f} core-seconds")  # noqa: T201 - told by `pytest -s`
