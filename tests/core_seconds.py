"""What each folder of tests costs, in core-seconds: the budget of the suite.

Of each test are counted the processor time of its process, of the programs it started and waited for, of the browser
that is open meanwhile, and of its own connection's process in PostgreSQL when that runs on this machine. A run leaves
`var/core-seconds.json`, by folder, by file and of its dearest tests; its summary shows the ten dearest folders.

A whole run is held to `tests/core-seconds.json`. A folder that the table does not know fails it, on any machine. On a
quiet one so does a folder whose tests cost far more each than they did (one that costs somewhat more is told), and a
suite that costs more than `whole` of the table together (without what is asked of tools when they change): what is
added makes room for itself. `python -m tests.core_seconds` takes what the last run left as the table, or of it the
folders that are named: in a commit that says what the time is spent for.

Processors differ, and a busy one is slower: a fixed piece of work is timed between tests, and the account is told in
seconds of the machine of the table. Where that piece of work took very different times within one run, the machine was
shared with others: the account is told and fails nobody.
"""

import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connections

TABLE = Path(__file__).with_name("core-seconds.json")
# A folder that costs a quarter more than its record, and three seconds, is told. The orders of the tests alone move
# some of them by half (who makes what others share, which plan the database keeps): over twice and ten seconds it
# fails.
MARGIN, GRACE = 1.25, 3.0
FAILING, FAILING_GRACE = 2.0, 10.0
# Nine tenths of the timings of one run within this much of their median: the machine is quiet.
QUIET = 1.3
# A run of fewer tests is somebody's own: it is told by file in var, and not held. Nor is the drill, which asks more.
WHOLE = 2000
DRILL = os.environ.get("EPRIMO_DRILL") == "full"
# Between two timings of the fixed piece of work.
EVERY = 50
BEFORE = "(start and collection)"
# Tests of tools, asked when these changed (tests/changed.py): held each to its record, and no part of `whole`.
OF_TOOLS = ("tests/bench/measured", "tests/devtools/programs")
# How many folders the summary of a run shows, and how many tests its account names.
SHOWN, NAMED = 10, 100

_TICK = os.sysconf("SC_CLK_TCK")


def folder_of(nodeid: str) -> str:
    """`tests/foundation/printing`, `tests/ui`, `tests`: three names at most."""
    return "/".join(nodeid.partition("::")[0].split("/")[:-1][:3])


def pace() -> float:
    """Processor seconds of a fixed piece of work: about ten milliseconds."""
    began = time.process_time()
    found: dict[int, int] = {}
    for n in range(120_000):
        found[n % 997] = found.get(n % 991, 0) + n
    return time.process_time() - began


def _of_process(pid: int) -> tuple[int, float]:
    """Parent, and processor seconds with those of its children that ended; nothing of one that is gone."""
    try:
        words = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0, 0.0
    return int(words[1]), sum(int(word) for word in words[11:15]) / _TICK


def _of_browser() -> float:
    """Of every program under this process that still runs."""
    seen = {int(one.name): _of_process(int(one.name)) for one in Path("/proc").glob("[0-9]*")}
    under, grew = {os.getpid()}, True
    while grew:
        more = {pid for pid, (parent, _) in seen.items() if parent in under} - under
        under |= more
        grew = bool(more)
    return sum(seen[pid][1] for pid in under - {os.getpid()} if pid in seen)


def _backend() -> int:
    """The process of PostgreSQL that serves this thread's connection, on this machine; 0 for none."""
    raw = connections["default"].connection
    if raw is None or raw.closed:
        return 0
    pid = int(raw.info.backend_pid)
    try:
        return pid if Path(f"/proc/{pid}/comm").read_text(encoding="ascii").startswith("postgres") else 0
    except OSError:
        return 0


@dataclass
class Meter:
    """Of one process of the run: what was spent since it was last asked."""

    own: float = 0.0
    children: float = 0.0
    # Of the programs that still ran when they were last looked at.
    live: float = 0.0
    backend: int = 0
    of_backend: float = 0.0
    tests: int = 0

    def spent(self, *, browser: bool) -> float:
        own, times = time.process_time(), os.times()
        children = times.children_user + times.children_system
        # A program that ended is among the children with its whole life: what was counted while it ran is taken off.
        ended = self.live > 0 and children > self.children
        live = _of_browser() if browser or ended else self.live
        spent = own - self.own + children - self.children + live - self.live
        self.own, self.children, self.live = own, children, live
        pid = _backend()
        if pid:
            there = _of_process(pid)[1]
            # Another connection than before began at nothing.
            spent += there - (self.of_backend if pid == self.backend else 0.0)
            self.backend, self.of_backend = pid, there
        return max(spent, 0.0)


class Plugin:
    """Reports carry what they cost from the processes of a run to the one that adds up."""

    def __init__(self, var: Path) -> None:
        self.meter = Meter()
        self.account = Account()
        self.var = var
        self.faults: list[str] = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        browser = item.get_closest_marker("browser") is not None
        before = self.meter.spent(browser=browser)
        self._first = before if self.meter.tests == 0 else 0.0
        self._pace = pace() if self.meter.tests % EVERY == 0 else 0.0
        self.meter.tests += 1
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Any:
        report = yield
        report.core_seconds = self.meter.spent(browser=item.get_closest_marker("browser") is not None)
        report.core_before, report.core_pace = self._first, self._pace
        self._first = self._pace = 0.0
        return report

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.account.add(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput") or not self.account.files:
            return
        self.account.save(self.var / "core-seconds.json")
        self.faults = self.account.faults(Table.read())
        if self.faults and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for line in (*self.account.lines(Table.read()), *self.faults):
            terminalreporter.write_line(line)


class Cost(NamedTuple):
    """What the tests of a folder cost together, in core-seconds, and how many they were."""

    seconds: float
    tests: int

    def of(self, tests: int) -> float:
        """What so many tests may cost, at what each cost then; fewer tests than then are owed nothing back."""
        return self.seconds * max(tests / self.tests, 1.0) if self.tests else self.seconds


@dataclass
class Table:
    """What folders cost, how long the fixed piece of work took on the machine that they were recorded on, and how many
    core-seconds of that machine the whole suite may cost (0: not held)."""

    pace: float = 0.0
    whole: float = 0.0
    folders: dict[str, Cost] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path = TABLE) -> "Table":
        if not path.exists():
            return cls()
        found = json.loads(path.read_text(encoding="utf-8"))
        folders = {name: Cost(*one) for name, one in found["folders"].items()}
        return cls(pace=found["pace"], whole=found.get("whole", 0.0), folders=folders)

    def write(self, path: Path = TABLE) -> None:
        folders = {name: [round(one.seconds, 1), one.tests] for name, one in sorted(self.folders.items())}
        rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in folders.items())
        head = f'{{\n "pace": {round(self.pace, 5)},\n "whole": {round(self.whole)},\n "folders": {{\n'
        path.write_text(f"{head}{rows}\n }}\n}}\n", encoding="utf-8")


@dataclass
class Account:
    """The run's own, in seconds of this machine."""

    files: Counter[str] = field(default_factory=Counter)
    tests: Counter[str] = field(default_factory=Counter)
    each: Counter[str] = field(default_factory=Counter)
    paces: list[float] = field(default_factory=list)

    def add(self, report: Any) -> None:
        file = report.nodeid.partition("::")[0]
        spent = getattr(report, "core_seconds", 0.0)
        self.files[file] += spent
        self.each[report.nodeid] += spent
        self.tests[file] += report.when == "call"
        self.files[BEFORE] += getattr(report, "core_before", 0.0)  # type: ignore[assignment]
        if one := getattr(report, "core_pace", 0.0):
            self.paces.append(one)

    @property
    def pace(self) -> float:
        return statistics.median(self.paces) if self.paces else 0.0

    @property
    def quiet(self) -> bool:
        """Whether nine tenths of the timings are near their median."""
        return bool(self.paces) and sorted(self.paces)[len(self.paces) * 9 // 10] <= QUIET * self.pace

    @property
    def whole(self) -> bool:
        return sum(self.tests.values()) >= WHOLE and not DRILL

    def folders(self, table: Table) -> dict[str, float]:
        """In seconds of the table's machine."""
        found = Counter[str]()
        scale = table.pace / self.pace if table.pace and self.pace else 1.0
        for file, spent in self.files.items():
            found[file if file == BEFORE else folder_of(file)] += spent * scale  # type: ignore[assignment]
        return dict(found)

    @property
    def counts(self) -> Counter[str]:
        """How many tests of each folder ran."""
        found = Counter[str]()
        for file, many in self.tests.items():
            found[folder_of(file)] += many
        return found

    def save(self, path: Path) -> None:
        files = {name: round(spent, 2) for name, spent in self.files.most_common()}
        dearest = {name: round(spent, 2) for name, spent in self.each.most_common(NAMED)}
        counts = self.counts
        folders = {
            name: (round(spent, 1), counts[name]) for name, spent in sorted(self.folders(Table()).items())
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {"pace": self.pace, "quiet": self.quiet, "folders": folders, "files": files, "tests": dearest}
        path.write_text(json.dumps(told, indent=1), encoding="utf-8")

    def faults(self, table: Table) -> list[str]:
        """Of a whole run, one sentence each: folders without a record; on a quiet machine, folders whose tests became
        dearer, and a suite over its budget."""
        if not self.whole:
            return []
        spent = self.folders(table)
        unknown = [
            f"{name}: {spent[name]:.0f} core-seconds of no record. Record it: python -m tests.core_seconds {name}"
            for name in sorted(self.counts.keys() - table.folders.keys())
        ]
        if not self.quiet:
            return unknown
        return [*unknown, *self._dearer(table, FAILING, FAILING_GRACE), *self._over(spent, table)]

    def _dearer(self, table: Table, margin: float, grace: float) -> list[str]:
        """Folders that cost more than so many times their record, and so many core-seconds; one sentence each."""
        spent, counts = self.folders(table), self.counts
        may = {name: cost.of(counts[name]) for name, cost in table.folders.items()}
        return [
            f"{name}: {seconds:.0f} core-seconds, {may[name]:.0f} by what each test cost. Make its tests cheaper, or "
            "record what they are for: python -m tests.core_seconds"
            for name, seconds in spent.items()
            if name in may and seconds > may[name] * margin + grace
        ]  # fmt: skip

    def _over(self, spent: Mapping[str, float], table: Table) -> list[str]:
        always = sum(seconds for name, seconds in spent.items() if name not in OF_TOOLS)
        if not table.whole or always <= table.whole:
            return []
        told = f"The suite: {always:.0f} core-seconds without its tools, {table.whole:.0f} at most."
        return [f"{told} What was added makes room for itself."]

    def lines(self, table: Table) -> list[str]:
        """Of a whole run: its ten dearest folders, what the others cost together, and all; none for a run of a few."""
        if not self.whole:
            return []
        spent, counts = self.folders(table), self.counts
        all_ = sum(spent.values())
        dearest = sorted(spent.items(), key=lambda one: -one[1])
        told = [
            f"{name:32}{counts[name]:6} tests{seconds:8.1f} core-s{seconds / all_:7.0%}{_recorded(table, name)}"
            for name, seconds in dearest[:SHOWN]
        ]
        if others := dearest[SHOWN:]:
            many, seconds = sum(counts[name] for name, _ in others), sum(one for _, one in others)
            told.append(
                f"{f'{len(others)} others':32}{many:6} tests{seconds:8.1f} core-s{seconds / all_:7.0%}"
            )
        held = f"  (at most {table.whole:.0f} without tools)" if table.whole else ""
        told.append(f"{'all':32}{sum(counts.values()):6} tests{all_:8.1f} core-s{held}")
        if self.quiet:
            told.extend(self._dearer(table, MARGIN, GRACE))
        else:
            told.append("This machine is busy with something else: no folder is held to its record.")
        return told


def _recorded(table: Table, name: str) -> str:
    one = table.folders.get(name)
    return f"  (recorded {one.seconds:.1f} of {one.tests})" if one is not None else ""


def record(run: Path, only: Iterable[str], table: Path = TABLE) -> list[str]:
    """The table takes the folders of this run, or those of them that are named."""
    found, kept = json.loads(run.read_text(encoding="utf-8")), Table.read(table)
    wanted = list(only) or sorted(found["folders"])
    scale = kept.pace / found["pace"] if kept.pace else 1.0
    kept.pace = kept.pace or found["pace"]
    told = {name: Cost(*found["folders"][name]) for name in wanted}
    kept.folders |= {name: one._replace(seconds=one.seconds * scale) for name, one in told.items()}
    kept.write(table)
    return wanted


if __name__ == "__main__":
    left = Path(os.environ.get("EPRIMO_VAR") or Path(__file__).resolve().parents[1] / "var")
    sys.stdout.write("\n".join(record(left / "core-seconds.json", sys.argv[1:])) + "\n")
