"""What the worker does again and again: each in its turn, and one that fails stops no other."""

import pytest

from eprimo.foundation.kernel import periodic


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_tasks", [])


def test_each_runs_as_often_as_it_asked() -> None:
    done: list[str] = []

    @periodic.every(3600)
    def rarely() -> int:
        done.append("rarely")
        return 2

    @periodic.every(0)
    def often() -> int:
        done.append("often")
        return 0

    assert periodic.run_periodic() == 2
    assert periodic.run_periodic() == 0
    assert done == ["rarely", "often", "often"]
    assert periodic.run_periodic(all_now=True) == 2


def test_one_that_fails_stops_no_other_and_says_no_word(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    @periodic.every(0)
    def broken() -> int:
        raise ValueError("samira@example.org")

    @periodic.every(0)
    def fine() -> int:
        done.append("fine")
        return 1

    assert periodic.run_periodic() == 1
    assert done == ["fine"]
    assert "broken failed: ValueError" in caplog.text
    assert "samira" not in caplog.text
