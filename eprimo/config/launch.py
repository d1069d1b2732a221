"""How each process of e-primo is started: one definition, for the demo, the bench, the units of systemd and the tests.

`python -m eprimo.config.launch pages --port 8000` becomes that process; `--print` shows its command instead.
"""

import argparse
import os
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
WORKERS = 2
# At work at once in one worker: more would only take turns.
AT_WORK = 4
# Cheap threads beside them, which wait for what a slow client still has to send (`config.front`).
WAITING = 60
# Headers that do not come, and connections that are idle, end after that (milliseconds). A proxy that keeps connections
# open has to let go before.
HEADERS = 10_000
# Seconds that a request under way has when the process is told to stop.
GRACE = 15


def pages(port: int, *, workers: int = WORKERS) -> list[str]:
    """The pages. A worker that dies is replaced by the others' parent, and the others go on."""
    return [
        *_granian("wsgi", port, workers),
        "--blocking-threads", str(AT_WORK + WAITING), "--backlog", "2048",
        "eprimo.config.wsgi:application",
    ]  # fmt: skip


def streams(port: int) -> list[str]:
    """Streams, and bodies that are large: one worker holds thousands of connections."""
    return [
        *_granian("asgi", port, 1),
        "--backlog", "4096", "--backpressure", "8192",
        "eprimo.config.asgi_rt:application",
    ]  # fmt: skip


def worker() -> list[str]:
    """What carries events on, save files of strangers."""
    return [sys.executable, str(ROOT / "manage.py"), "worker"]


def files() -> list[str]:
    """What reads files of strangers, beside the worker: one that costs seconds delays no notice."""
    return [*worker(), "--files"]


def _granian(interface: str, port: int, workers: int) -> list[str]:
    # HTTP/1 alone: while it guesses the version, the server waits for ever for a client that says nothing.
    return [
        sys.executable, "-m", "granian", "--interface", interface, "--host", HOST, "--port", str(port),
        "--workers", str(workers), "--respawn-failed-workers", "--workers-kill-timeout", str(GRACE),
        "--http", "1", "--http1-header-read-timeout", str(HEADERS), "--no-ws",
        # It warns of so many threads, which are wanted; the death of a worker is an error.
        "--log-level", "error",
    ]  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Become the process that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m eprimo.config.launch", description=__doc__)
    parser.add_argument("process", choices=["pages", "streams", "worker", "files"])
    parser.add_argument("--port", type=int, help="of loopback (pages: 8000, streams: 8001)")
    parser.add_argument(
        "--workers", type=int, default=WORKERS, help=f"processes that answer pages ({WORKERS}); one a core"
    )
    parser.add_argument("--print", action="store_true", help="show the command, and do nothing")
    asked = parser.parse_args(arguments)
    if asked.process == "pages":
        command = pages(asked.port or 8000, workers=asked.workers)
    elif asked.process == "streams":
        command = streams(asked.port or 8001)
    else:
        command = files() if asked.process == "files" else worker()
    if asked.print:
        sys.stdout.write(shlex.join(command) + "\n")
        return
    os.chdir(ROOT)
    os.execv(command[0], command)  # noqa: S606 - a command of ours


if __name__ == "__main__":
    main()
