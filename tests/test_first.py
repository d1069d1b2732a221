"""Processes of one run wait for the first, and for nobody else."""

import os
import time
from pathlib import Path

import pytest

from tests.at_once import code_of
from tests.first import after_the_first

# A fork of a process with threads.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EPRIMO_TEST_RUN", str(tmp_path))
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")


def _another(told: Path) -> int:
    """A process that says when it was let through."""
    if not (child := os.fork()):
        with after_the_first():
            told.write_text("through")
        os._exit(0)
    return child


def test_the_others_wait_until_the_first_is_through(tmp_path: Path) -> None:
    told = tmp_path / "told"
    with after_the_first():
        child = _another(told)
        time.sleep(0.3)
        assert not told.exists()
    assert code_of(child) == 0
    assert told.read_text() == "through"


def test_who_is_alone_waits_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with after_the_first():
        monkeypatch.delenv("PYTEST_XDIST_WORKER")
        child = _another(tmp_path / "told")
        assert code_of(child) == 0
