"""A demo that is refused leaves nothing running; one that starts waits for its pages, and gives up on what dies."""

import contextlib
import socket
import sys
from pathlib import Path

import pytest

from eprimo.devtools.demo import start as start_module
from eprimo.devtools.postgres import server_runs
from tests.config.served import until
from tests.devtools.programs.test_demo_start import children_of, manage
from tests.foundation.transport.servers import free_port

pytestmark = pytest.mark.when_changed(
    "eprimo/devtools/demo", "eprimo/devtools/postgres", "eprimo/config", "requirements"
)

_SERVE = (
    "from http.server import *; HTTPServer(('127.0.0.1', {port}), BaseHTTPRequestHandler).serve_forever()"
)


def of_folder(folder: Path) -> list[str]:
    """What runs for a demo in that folder, whoever its parent is now."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"EPRIMO_VAR={folder}\0".encode() in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_text())
    return found


def refused(folder: Path, **values: str) -> str:
    done = manage(folder, "demo", **values)
    assert done.returncode != 0
    assert of_folder(folder) == []
    assert not server_runs(folder, "demo")
    assert not (folder / "pg").exists()
    return done.stdout + done.stderr


def test_it_refuses_a_database_of_somebody_else_and_leaves_nothing_running(tmp_path: Path) -> None:
    assert "unset DATABASE_URL" in refused(
        tmp_path, DATABASE_URL="postgresql://somebody@elsewhere/production"
    )
    (tmp_path / "url").write_text("postgresql://somebody@elsewhere/production")
    assert "unset DATABASE_URL" in refused(tmp_path, DATABASE_URL_FILE=str(tmp_path / "url"))


def test_it_refuses_a_port_that_is_taken_and_leaves_nothing_running(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        for given in (port, port - 1):
            assert f"Le port {port} est déjà pris" in refused(tmp_path, PORT=str(given))
    assert "expected a whole number" in refused(tmp_path, PORT="huit mille")


def test_it_waits_for_pages_that_are_slow_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has other work: as long as the processes live, it waits, and says so."""
    port = free_port()
    monkeypatch.setattr(start_module, "port", lambda: port)
    monkeypatch.setattr(start_module, "_SLOW_START", 0.1)
    late = [sys.executable, "-c", f"import time; time.sleep(1); {_SERVE.format(port=port)}"]
    child, said = start_module._Child(late), []
    try:
        assert start_module._pages_answer([child], [], said.append)
        assert ["se font attendre" in line for line in said] == [True]
        # Asked to stop meanwhile, it does; and one that ended is not waited for.
        assert start_module._pages_answer([child], [2], said.append)
    finally:
        start_module._stop([child])
    assert not start_module._pages_answer([child], [], said.append)


def test_a_process_that_ends_again_and_again_ends_the_demo() -> None:
    child = start_module._Child([sys.executable, "-c", ""])
    for _ in range(start_module._MOST_STARTS - 1):
        child.process.wait(30)
        assert child.lives()
    child.process.wait(30)
    assert not child.lives()


def test_a_process_that_dies_takes_its_family_along_and_comes_back() -> None:
    """Children outlive a parent that was killed, and would keep its port."""
    code = (
        "import subprocess, time; subprocess.Popen(['sleep', '600']); print(1, flush=True); time.sleep(600)"
    )
    child = start_module._Child([sys.executable, "-c", code])
    try:
        first = child.process.pid
        until(lambda: len(children_of(first)) == 1)
        orphan = children_of(first).pop()
        child.process.kill()
        child.process.wait(30)
        assert child.lives()
        assert child.process.pid != first
        until(lambda: not Path(f"/proc/{orphan}/cwd").exists())
    finally:
        start_module._stop([child])
