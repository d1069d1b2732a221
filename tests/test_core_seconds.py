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


def test_a_folder_whose_tests_became_far_dearer_fails_the_run() -> None:
    (fault,) = _account(240).faults(RECORDED)
    assert fault.startswith("tests/services/liaison: 240 core-seconds, 100 by what each test cost.")
    assert _account(205).faults(RECORDED) == []


def test_a_folder_whose_tests_became_dearer_is_told() -> None:
    """Two orders of the same tests cost `tests/devtools` 48 and 102: such a difference alone refuses no work."""
    told = "tests/services/liaison: 140 core-seconds, 100 by what each test cost."
    assert any(line.startswith(told) for line in _account(140).lines(RECORDED))
    assert not any(line.startswith("tests/services/liaison:") for line in _account(125).lines(RECORDED))


def test_more_tests_may_cost_more_and_fewer_no_less() -> None:
    half = Table(pace=0.01, folders={"tests/services/liaison": Cost(100.0, WHOLE // 2)})
    assert _account(405).faults(half) == []
    assert _account(415).faults(half) != []
    twice = Table(pace=0.01, folders={"tests/services/liaison": Cost(100.0, WHOLE * 2)})
    assert _account(205).faults(twice) == []


def test_a_folder_without_a_record_fails_the_run_on_any_machine() -> None:
    other = Table(pace=0.01, folders={"tests/ui": Cost(1.0, 5)})
    for paces in ((0.01,) * 9, (0.01,) * 5 + (0.02,) * 4):
        (fault,) = _account(140, paces=paces).faults(other)
        assert fault == (
            "tests/services/liaison: 140 core-seconds of no record. Record it: "
            "python -m tests.core_seconds tests/services/liaison"
        )  # fmt: skip
    assert _account(140, tests=WHOLE - 1).faults(other) == []


def test_the_whole_suite_is_held_to_its_budget_on_a_quiet_machine() -> None:
    held = Table(pace=0.01, whole=130.0, folders=RECORDED.folders)
    assert _account(125).faults(held) == []
    assert _account(127, paces=(0.02,) * 9).faults(held) == []
    within = Table(pace=0.01, whole=110.0, folders=RECORDED.folders)
    (fault,) = _account(120).faults(within)
    assert fault.startswith("The suite: 120 core-seconds without its tools, 110 at most.")
    assert _account(120, paces=(0.01,) * 8 + (0.02,) * 2).faults(within) == []
    assert within.whole == 110.0
    of_tools = _account(100)
    of_tools.files["tests/devtools/programs/test_a.py"] += 50
    assert of_tools.faults(within) == []
    assert "(at most 110 without tools)" in _account(120).lines(within)[-1]


def test_nobody_is_held_by_a_run_of_few_nor_by_a_drill_nor_on_a_busy_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _account(240, tests=WHOLE - 1).faults(RECORDED) == []
    with monkeypatch.context() as drilled:
        drilled.setattr(core_seconds, "DRILL", True)
        assert _account(240).faults(RECORDED) == []
    busy = _account(240, paces=(0.01,) * 8 + (0.02,) * 2)
    assert busy.faults(RECORDED) == []
    assert "busy" in busy.lines(RECORDED)[-1]


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


def test_a_run_shows_its_ten_dearest_folders_and_keeps_them_all(tmp_path: Path) -> None:
    account = Account()
    for folder in range(13):
        for n in range(WHOLE // 10):
            account.add(
                SimpleNamespace(
                    nodeid=f"tests/f{folder}/test_a.py::test_{n}", when="call",
                    core_seconds=(folder + 1) / 200, core_before=0.0, core_pace=0.01,
                )
            )  # fmt: skip
    lines = account.lines(RECORDED)
    assert [line.split()[0] for line in lines[:10]] == [f"tests/f{n}" for n in range(12, 2, -1)]
    # With the start of the processes.
    assert lines[10].split() == ["4", "others", "600", "tests", "6.0", "core-s", "7%"]
    assert len(lines) == 12
    account.save(tmp_path / "run.json")
    kept = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert len([name for name in kept["folders"] if name.startswith("tests/f")]) == 13
    assert next(iter(kept["tests"])).startswith("tests/f12/")
    assert len(kept["tests"]) == 100


def test_a_run_is_recorded_for_the_folders_that_are_named(tmp_path: Path) -> None:
    run, table = tmp_path / "run.json", tmp_path / "table.json"
    Table(pace=0.01, whole=90.0, folders={"tests/ui": Cost(7.0, 3), "tests/e2e": Cost(9.0, 4)}).write(table)
    _account(140, paces=(0.02,) * 9).save(run)
    record(run, ["tests/services/liaison"], table)
    assert Table.read(table).folders == {
        "tests/ui": (7.0, 3), "tests/e2e": (9.0, 4), "tests/services/liaison": (70.0, WHOLE),
    }  # fmt: skip
    assert Table.read(table).whole == 90.0
    assert table.read_text(encoding="utf-8").count("\n") == 9


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
    # Closed after another test, which is not billed for its life a second time.
    assert meter.spent(browser=False) < 0.15


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
    assert found.pace > 0
    # 0.65 of the first record (decision 89): each quiet record may lower it, none may raise it.
    assert 0 < found.whole <= 2_600


def test_every_folder_of_tests_has_a_record() -> None:
    """None is held to nothing."""
    root = Path(__file__).parents[1]
    there = {folder_of(str(path.relative_to(root))) for path in (root / "tests").rglob("test_*.py")}
    assert sorted(there - set(Table.read().folders)) == []
