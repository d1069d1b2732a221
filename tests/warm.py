"""A process that has read the whole product, and is forked for each command of `manage.py`.

To start Python and Django is a second and a half of work, seventy times a run. Each command has a process of its own
all the same: it commits, and may be ended by SIGKILL at any instant. `Warm` is this side; run as a program, the other.
"""

import gc
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# What may come before the answer to a question: the product read for the first time, on a busy machine.
_PATIENCE = 300.0
# Nobody waits for a command longer: an import of the drill takes minutes, one that waits for a lock has no end.
LONGEST = 900.0


@dataclass
class Running:
    """One command under way, or over. `cpu` counts its own seconds of processor, once it is over."""

    warm: "Warm"
    pid: int
    said: tuple[Path, Path]
    returncode: int | None = None
    cpu: float = 0.0

    def poll(self) -> int | None:
        return self._ended(0.0)

    def kill(self) -> None:
        """SIGKILL; its number is kept for it until it is asked about."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self, timeout: float = LONGEST) -> tuple[str, str]:
        """What it said, and what it complained of, once it is over."""
        until = time.monotonic() + timeout
        while self._ended(min(_PATIENCE / 2, max(until - time.monotonic(), 0))) is None:
            if time.monotonic() >= until:
                self.kill()
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
        out, err = (path.read_text(encoding="utf-8", errors="replace") for path in self.said)
        return out, err

    def _ended(self, within: float) -> int | None:
        if self.returncode is None:
            ended = self.warm.ask(pid=self.pid, within=within)
            if ended["code"] is not None:
                self.returncode, self.cpu = ended["code"], ended["cpu"]
        return self.returncode


@dataclass
class Warm:
    """Begun at the first command, ended by `end`."""

    environment: Mapping[str, str]
    folder: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _read: bytes = b""

    def start(self, command: tuple[str, ...], **variables: str) -> Running:
        """The command, in a process where these variables hold."""
        said = [tempfile.mkstemp(dir=self.folder, prefix="said-") for _ in range(2)]
        for number, _ in said:
            os.close(number)
        out, err = (Path(path) for _, path in said)
        pid = self.ask(command=command, variables=variables, out=str(out), err=str(err))["pid"]
        return Running(self, pid, (out, err))

    def end(self) -> None:
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(60)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def ask(self, **question: Any) -> dict[str, Any]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm"], env=os.environ | dict(self.environment),
                cwd=Path(__file__).resolve().parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def _line(self) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        number = self._process.stdout.fileno()
        while b"\n" not in self._read:
            ready, _, _ = select.select([number], [], [], _PATIENCE)
            more = os.read(number, 65536) if ready else b""
            assert more, "the process that commands are forked from is gone, or says nothing"
            self._read += more
        line, _, self._read = self._read.partition(b"\n")
        return line


# --- the other side --------------------------------------------------------------------------------------------------


def _ended(pid: int, within: float) -> dict[str, Any]:
    """Whether this child is over, waited for so long: as `Popen` tells it, minus the signal that ended it."""
    # A descriptor of the process says when it is over: nobody looks again and again.
    watched = os.pidfd_open(pid)
    try:
        over, _, _ = select.select([watched], [], [], within)
        if not over:
            return {"code": None}
        _, status, used = os.wait4(pid, 0)
        return {"code": os.waitstatus_to_exitcode(status), "cpu": used.ru_utime + used.ru_stime}
    finally:
        os.close(watched)


def _read_all(name: str) -> None:
    """What every command needs, and this one, is read once, before the fork."""
    from django.core.management import get_commands, load_command_class

    load_command_class(get_commands()[name], name)


def _become(question: dict[str, Any]) -> list[str]:
    """In the child: the command's own variables, database, folder and outputs."""
    from django.conf import settings
    from django.db import connections

    from eprimo.config.settings.local import databases

    os.environ.update(question["variables"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    for own, number in ((question["out"], 1), (question["err"], 2)):
        os.dup2(os.open(own, os.O_WRONLY), number)
    os.dup2(nothing, 0)
    settings.DATABASES, settings.DATABASE_OWNER = databases(settings.VAR, "dev")
    connections.settings = connections.configure_settings(settings.DATABASES)
    os.chdir(settings.VAR)
    return ["manage.py", *question["command"]]


def _serve(questions: int, answers: int) -> list[str]:
    """Answers until nobody asks any more (nothing); in each child the command that it is to run."""
    with os.fdopen(questions) as lines:
        for line in lines:
            question = json.loads(line)
            if "pid" in question:
                answer = _ended(question["pid"], question["within"])
            else:
                _read_all(question["command"][0])
                gc.freeze()
                pid = os.fork()
                if not pid:
                    os.close(answers)
                    return _become(question)
                answer = {"pid": pid}
            os.write(answers, json.dumps(answer).encode() + b"\n")
    return []


def main() -> None:
    import django
    from django.core.management import call_command, execute_from_command_line
    from django.db import connections

    # Whatever is printed here is no answer.
    questions, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    django.setup()
    # Reads every address too.
    call_command("check")
    connections.close_all()
    del connections["default"]
    if command := _serve(questions, answers):
        execute_from_command_line(command)


if __name__ == "__main__":
    main()
