"""A periodic task that ends the worker is put apart after five, and the others have their turn."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from eprimo.foundation.kernel import crashes, periodic
from eprimo.foundation.kernel.crashes import Crashes
from tests.at_once import code_of

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    monkeypatch.setattr(periodic, "_tasks", [])


def _worker_dies() -> None:
    child = os.fork()
    if child == 0:
        try:
            periodic.run_periodic(Crashes.open(), all_now=True)
        finally:
            os._exit(0)
    assert code_of(child) == -signal.SIGKILL


def test_a_task_that_kills_its_worker_is_put_apart_after_five(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    @periodic.every(0)
    def deadly() -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    @periodic.every(0)
    def fine() -> int:
        done.append("fine")
        return 1

    for _ in range(5):
        assert crashes.put_apart() == []
        _worker_dies()
    worker = Crashes.open()
    assert periodic.run_periodic(worker) == 1
    assert done == ["fine"]
    name = "tests.foundation.kernel.test_crashes.deadly"
    assert crashes.put_apart() == [name]
    assert f"a worker died at the periodic {name}, 5 of 5 times" in caplog.text
    worker.close()
    crashes.forget()
    assert crashes.put_apart() == []
    _worker_dies()


def test_a_task_that_ends_or_fails_is_forgiven() -> None:
    fails = True

    @periodic.every(0)
    def sometimes() -> int:
        if fails:
            os.kill(os.getpid(), signal.SIGKILL)
        raise ValueError

    for _ in range(4):
        _worker_dies()
    fails = False
    worker = Crashes.open()
    periodic.run_periodic(worker)
    worker.close()
    fails = True
    _worker_dies()
    assert crashes.put_apart() == []


def test_workers_of_one_machine_hold_a_file_each(tmp_path: Path) -> None:
    one, other = Crashes.open(), Crashes.open()
    with one.at("a.b"):
        assert [path.name for path in sorted((tmp_path / "worker").iterdir())] == ["1.json", "2.json"]
    other.close()
    one.close()


def test_a_file_that_cannot_be_read_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "worker").mkdir()
    for text in ("{", "[]", '{"died": 3}', ""):
        (tmp_path / "worker" / "1.json").write_text(text)
        assert crashes.put_apart() == []
        worker = Crashes.open()
        assert not worker.apart("a.b")
        worker.close()
