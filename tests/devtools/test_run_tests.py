"""`make test` and the linters: the last line, the code, and what is left running."""

import sys
import time
from pathlib import Path

import pytest

from eprimo.devtools import lint, run_tests


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that would have been run; each ends with code 5."""
    commands: list[list[str]] = []

    def record(command: list[str], environment: dict[str, str]) -> int:
        commands.append(command)
        return 5

    monkeypatch.setattr(run_tests, "run", record)
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    return commands


def test_browser_no_leaves_them_out_and_says_so_last(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BROWSER", "no")
    assert run_tests.main(["-x"]) == 5
    assert started[0][-3:] == ["-m", "not browser", "-x"]
    assert "BROWSER=no" in capsys.readouterr().out.splitlines()[-1]


def test_nothing_is_printed_after_the_summary(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BROWSER", raising=False)
    assert run_tests.main([]) == 5
    assert "not browser" not in started[0]
    assert capsys.readouterr().out == ""


def test_what_is_compiled_is_kept_from_run_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    environment: dict[str, str] = {}

    def record(command: list[str], given: dict[str, str]) -> int:
        environment.update(given)
        return 0

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    monkeypatch.setattr(run_tests, "run", record)
    assert run_tests.main([]) == 0
    assert environment["PYTHONDONTWRITEBYTECODE"] == ""
    assert environment["DATABASE_URL"] == "postgresql://somewhere"


# Waits for ever; interrupted, it ends well, as some do, or goes on waiting.
ENDLESS = """
import signal, sys, time
signal.signal(signal.SIGINT, lambda *_: {0})
while True: time.sleep(60)
"""


@pytest.mark.parametrize("interrupted", ["sys.exit(0)", "None"])
def test_a_run_that_has_no_end_is_ended_and_is_red(monkeypatch: pytest.MonkeyPatch, interrupted: str) -> None:
    monkeypatch.setattr(run_tests, "LIMIT", 0.5)
    monkeypatch.setattr(run_tests, "GRACE", 0.5)
    began = time.monotonic()
    assert run_tests.run([sys.executable, "-c", ENDLESS.format(interrupted)], {}) != 0
    assert time.monotonic() - began < 20


def test_a_test_that_has_no_end_is_ended(request: pytest.FixtureRequest) -> None:
    assert 0 < float(request.config.getini("timeout")) < (run_tests.LIMIT or 4000)


def test_a_linter_shows_its_output_only_when_it_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.passes(lint.Linter("good", ["sh", "-c", "echo noise"]))
    assert "noise" not in capsys.readouterr().out
    assert not lint.passes(lint.Linter("bad", ["sh", "-c", "echo reason; exit 1"]))
    assert "reason" in capsys.readouterr().out


def test_all_linters_run_and_one_failure_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def passes(linter: lint.Linter) -> bool:
        ran.append(linter.name)
        return linter.name != "ruff"

    monkeypatch.setattr(lint, "passes", passes)
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    assert lint.main() == 1
    assert {"ruff", "mypy", "import-linter", "djlint", "biome", "shellcheck", "check --deploy"} <= set(ran)


def test_ci_runs_the_make_target_and_hides_its_trailer() -> None:
    script = Path(run_tests.ROOT / ".ci" / "run")
    assert script.stat().st_mode & 0o111
    text = script.read_text(encoding="utf-8")
    assert "make --no-print-directory check" in text
    assert 'exit "${PIPESTATUS[0]}"' in text
