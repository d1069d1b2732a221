"""The account of core-seconds: what a folder costs is measured, told, and held to its record on a quiet machine."""

import json
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import core_seconds
from tests.core_seconds import WHOLE, Account, Cost, Meter, Table, folder_of, record


def _account(seconds: float, *, tests: int = WHOLE, paces: tuple[float, ...] = (0.01,) * 9) -> Account:
    """A run of one folder that cost so much."""
    account = Account()
    for n in range(tests):
        account.add(
            SimpleNamespace(
                nodeid=f"tests/services/liaison/pages/test_a.py::test_{n}", when="call",
                core_seconds=seconds / tests, core_before=0.0, core_pace=paces[n] if n < len(paces) else 0.0,
            )
        )  # fmt: skip
    return account


RECORDED = Table(pace=0.01, folders={"tests/services/liaison": Cost(100.0, WHOLE)})


def test_a_folder_whose_tests_became_dearer_fails_the_run() -> None:
    (fault,) = _account(140).faults(RECORDED)
    assert fault.startswith("tests/services/liaison: 140 core-seconds, 100 by what each test cost.")
    assert _account(125).faults(RECORDED) == []


def test_more_tests_may_cost_more_and_fewer_no_less() -> None:
    half = Table(pace=0.01, folders={"tests/services/liaison": Cost(100.0, WHOLE // 2)})
    assert _account(250).faults(half) == []
    assert _account(270).faults(half) != []
    twice = Table(pace=0.01, folders={"tests/services/liaison": Cost(100.0, WHOLE * 2)})
    assert _account(125).faults(twice) == []


def test_nobody_is_held_by_a_run_of_few_nor_by_a_drill_nor_on_a_busy_machine_nor_without_a_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _account(140, tests=WHOLE - 1).faults(RECORDED) == []
    with monkeypatch.context() as drilled:
        drilled.setattr(core_seconds, "DRILL", True)
        assert _account(140).faults(RECORDED) == []
    busy = _account(140, paces=(0.01,) * 8 + (0.02,) * 2)
    assert busy.faults(RECORDED) == []
    assert "busy" in busy.lines(RECORDED)[-1]
    assert _account(140).faults(Table(pace=0.01, folders={"tests/ui": Cost(1.0, 5)})) == []


def test_the_account_is_told_in_seconds_of_the_machine_of_the_table() -> None:
    """A processor half as fast takes twice as long for the same work, and is not held for it."""
    slow = _account(200, paces=(0.02,) * 9)
    assert slow.folders(RECORDED)["tests/services/liaison"] == pytest.approx(100)
    assert slow.faults(RECORDED) == []


def test_lines_say_what_each_folder_cost_and_what_was_recorded() -> None:
    first, last = [line.split() for line in _account(110).lines(RECORDED) if "(start" not in line]
    assert first == [
        "tests/services/liaison",
        "2000",
        "tests",
        "110.0",
        "core-s",
        "100%",
        "(recorded",
        "100.0",
        "of",
        "2000)",
    ]
    assert last == ["all", "2000", "tests", "110.0", "core-s"]
    assert _account(110, tests=5).lines(RECORDED) == []


def test_a_run_is_recorded_for_the_folders_that_are_named(tmp_path: Path) -> None:
    run, table = tmp_path / "run.json", tmp_path / "table.json"
    Table(pace=0.01, folders={"tests/ui": Cost(7.0, 3), "tests/e2e": Cost(9.0, 4)}).write(table)
    _account(140, paces=(0.02,) * 9).save(run)
    record(run, ["tests/services/liaison"], table)
    assert Table.read(table).folders == {
        "tests/ui": (7.0, 3), "tests/e2e": (9.0, 4), "tests/services/liaison": (70.0, WHOLE),
    }  # fmt: skip


def test_folders_have_three_names_at_most() -> None:
    assert folder_of("tests/services/liaison/pages/test_a.py::test_x[a/b]") == "tests/services/liaison"
    assert folder_of("tests/ui/test_a.py::test_x") == "tests/ui"
    assert folder_of("tests/test_a.py::test_x") == "tests"


def test_own_work_and_that_of_programs_is_measured() -> None:
    meter = Meter()
    meter.spent(browser=False)
    began = time.process_time()
    while time.process_time() - began < 0.05:
        pass
    subprocess.run([sys.executable, "-c", "sum(range(4_000_000))"], check=True)
    assert 0.06 < meter.spent(browser=False) < 5
    assert meter.spent(browser=False) < 0.05


def test_a_browser_that_is_open_is_measured_while_its_tests_run() -> None:
    meter = Meter()
    meter.spent(browser=True)
    work = "import time\nwhile time.process_time() < 0.3: pass\nprint(1, flush=True)\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as browser:
        assert browser.stdout is not None
        browser.stdout.readline()
        assert meter.spent(browser=True) > 0.2
        browser.communicate(b"\n")


def test_the_database_is_measured(db: None) -> None:
    from django.db import connection

    meter = Meter()
    meter.spent(browser=False)
    if not meter.backend:
        pytest.skip("the database is on another machine: its time is not of this one")
    before = meter.of_backend
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM generate_series(1, 2000000)")
    assert meter.spent(browser=False) >= meter.of_backend - before > 0.05


def test_the_table_names_folders_that_there_are() -> None:
    """A folder that was moved takes its record with it."""
    root = Path(__file__).parents[1]
    found = Table.read()
    assert [name for name in found.folders if name.startswith("tests") and not (root / name).is_dir()] == []
    assert json.loads((root / "tests" / "core-seconds.json").read_text(encoding="utf-8"))["pace"] > 0
