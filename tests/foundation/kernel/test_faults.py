"""Points at which a process may end: nothing happens there by themselves, and a test kills at each of them."""

import re
from pathlib import Path

import pytest

from eprimo.foundation.kernel import faults
from tests.faults import killed_at

ROOT = Path(__file__).resolve().parents[3]
_POINT, _KILLED = re.compile(r'faults\.point\("([\w.]+)"\)'), re.compile(r'killed_at\("([\w.]+)"')


def _names(folder: str, pattern: re.Pattern[str]) -> list[str]:
    files = sorted((ROOT / folder).rglob("*.py"))
    return [name for file in files for name in pattern.findall(file.read_text(encoding="utf-8"))]


def test_each_point_has_a_name_of_its_own_and_a_test_that_kills_there() -> None:
    named = _names("eprimo", _POINT)
    assert len(named) == len(set(named)) >= 6
    killed = {*_names("tests", _KILLED)} - {"here", "there"}
    assert killed == set(named)


def test_nothing_happens_at_a_point_by_itself() -> None:
    faults.point("anywhere")
    assert faults.happen(None) is None


def test_the_nth_time_ends_the_block_and_a_point_that_is_never_reached_is_told() -> None:
    reached = []
    with killed_at("here", 2):
        for number in range(5):
            reached.append(number)
            faults.point("there")
            faults.point("here")
    assert reached == [0, 1]
    with pytest.raises(AssertionError, match="there was reached 0 times"), killed_at("there"):
        faults.point("here")
    faults.point("there")
