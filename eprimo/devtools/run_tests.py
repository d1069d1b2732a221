"""Runs pytest on three processes, and leaves no server behind that was not there before.

`BROWSER=no` leaves out the tests that need Chromium. Arguments are handed to pytest.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from eprimo.config.settings.env import env_secret
from eprimo.devtools.postgres import ServerError, ensure_server, server_runs, stop_server

ROOT = Path(__file__).resolve().parents[2]
# Two cores, three processes: a third of a run waits for browsers and for commits, during which another can work.
WORKERS = 3
# Many containers ask for no compiled files: each process would rewrite every assertion of the suite again, and each
# command that a test starts compile the whole product: six seconds, and one.
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}

# Seconds after which a run is ended, so that it says what it found; a whole one takes half an hour. A drill takes what
# it needs.
LIMIT: float | None = None if os.environ.get("EPRIMO_DRILL") == "full" else 4000.0
# Seconds that pytest may take for its summary after that.
GRACE = 120.0


@contextlib.contextmanager
def test_server() -> Iterator[dict[str, str]]:
    """The four addresses of the tests' database, as variables; a server that was started here is stopped after."""
    if env_secret("DATABASE_URL"):
        yield {}
        return
    var = Path(os.environ.get("EPRIMO_VAR") or ROOT / "var")
    ran_before = server_runs(var, "test")
    urls = ensure_server(var, "test", fast=True)
    try:
        yield {
            "DATABASE_URL": urls.application, "DATABASE_WORKER_URL": urls.worker,
            "DATABASE_DOOR_URL": urls.door, "DATABASE_OWNER_URL": urls.owner,
        }  # fmt: skip
    finally:
        if not ran_before:
            stop_server(var, "test")


def run(command: list[str], environment: dict[str, str]) -> int:
    """pytest's code. After LIMIT it is interrupted, as by Ctrl-C: it prints its summary, and the code is not 0."""
    with subprocess.Popen(command, cwd=ROOT, env=environment) as running:
        try:
            return running.wait(LIMIT)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGINT)
        try:
            return running.wait(GRACE) or 1
        except subprocess.TimeoutExpired:
            running.kill()
            return 1


def main(arguments: list[str]) -> int:
    """pytest's own code; its summary is the last line, but for the reminder of BROWSER=no."""
    browser = os.environ.get("BROWSER", "yes").lower() != "no"
    chosen = [] if browser else ["-m", "not browser"]
    if LIMIT is None:
        chosen.append("--timeout=0")
    # Processes take work from each other: the longest tests come first (tests/order.py), so they end together.
    command = [
        sys.executable, "-m", "pytest", "-n", str(WORKERS), "--dist", "worksteal", "-q", *chosen, *arguments,
    ]  # fmt: skip
    try:
        with test_server():
            code = run(command, os.environ | BYTECODE)
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    if not browser:
        print("Les tests dans un navigateur ont été laissés de côté (BROWSER=no).")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
