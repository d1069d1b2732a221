"""On the side of who asks: the server of children is started at the first file, and a few files are read at once."""

import atexit
import dataclasses
import json
import logging
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from eprimo.foundation.sandbox.errors import Busy, Unsafe
from eprimo.foundation.sandbox.isolation import PARTS, Limits
from eprimo.foundation.sandbox.server import FORKED, SPENT

logger = logging.getLogger("eprimo.sandbox")

_ROOT = Path(__file__).resolve().parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from eprimo.foundation.sandbox.server import main; "
    "main(int(sys.argv[2]), loud=sys.argv[3] == '1')"
)
# One thread each: a thread could not be started, nor forked.
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}
# Seconds for the server to start and to load a library on a busy machine.
_STARTS = 20.0


class _Server:
    """The process that forks, and the socket to it."""

    def __init__(self) -> None:
        self.control, theirs = socket.socketpair()
        loud = bool(settings.SANDBOX_LOUD)
        given = [str(_ROOT), str(theirs.fileno()), str(int(loud))]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, *given],
                env=_ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if loud else subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self.control.settimeout(_STARTS)
        told = self.control.recv(1)
        if not told:
            raise OSError("the sandbox did not start")
        self.offered = frozenset(part for bit, part in enumerate(PARTS) if told[0] & 1 << bit)

    def fork(self, request: Mapping[str, Any], descriptors: list[int]) -> bool:
        """Whether a child was made. OSError: the server is gone."""
        socket.send_fds(self.control, [json.dumps(request).encode()], descriptors)
        answer = self.control.recv(1)
        if not answer:
            raise OSError("the sandbox ended")
        return answer == FORKED

    def stop(self) -> None:
        self.control.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """A child that reads: the socket to it, and the pipe where is told what the processor worked for it."""

    socket: socket.socket
    spent: int

    def worked(self, seconds: float) -> float | None:
        """Seconds of the processor, once it ended; None: that long nobody told."""
        ready, _, _ = select.select([self.spent], [], [], seconds)
        told = os.read(self.spent, SPENT.size) if ready else b""
        return SPENT.unpack(told)[0] if len(told) == SPENT.size else None

    def close(self) -> None:
        self.socket.close()
        os.close(self.spent)


class Pool:
    """What this process has of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._free = threading.Condition()
        self._reading = self._waiting = 0

    @contextmanager
    def place(self, seconds: float) -> Iterator[None]:
        """One of the few files read at once; a few more may wait. Raises Busy: the threads of the pages stay free."""
        with self._free:
            if self._reading >= settings.SANDBOX_AT_ONCE:
                self._wait(seconds)
            self._reading += 1
        try:
            yield
        finally:
            with self._free:
                self._reading -= 1
                self._free.notify()

    def _wait(self, seconds: float) -> None:
        if self._waiting >= settings.SANDBOX_WAITING:
            raise Busy
        self._waiting += 1
        try:
            if not self._free.wait_for(lambda: self._reading < settings.SANDBOX_AT_ONCE, seconds):
                raise Busy
        finally:
            self._waiting -= 1

    def child(self, function: str, limits: Limits, content: bytes) -> Reader:
        """A child that reads this. Raises Busy, and Unsafe: it would not be confined as the host wants."""
        ours, theirs = socket.socketpair()
        spent, tells = os.pipe()
        made = Reader(ours, spent)
        fields = dataclasses.asdict(limits)
        try:
            with theirs, _held(content) as held:
                given = [held.fileno(), theirs.fileno(), tells]
                self._fork({"function": function, "limits": fields}, given)
        except BaseException:
            made.close()
            raise
        finally:
            os.close(tells)
        return made

    def _fork(self, request: Mapping[str, Any], descriptors: list[int]) -> None:
        with self._lock:
            for _ in range(2):
                try:
                    server = self._server = self._server or _Server()
                    require_parts(server.offered)
                    if server.fork(request, descriptors):
                        return
                except OSError as error:
                    logger.warning("the sandbox is started again: %s", type(error).__name__)
                    self._drop()
        logger.error("the sandbox made no child for %s", request["function"])
        raise Busy

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    @property
    def offered(self) -> frozenset[str]:
        """What the kernel gives to confine its children, of `isolation.PARTS`; it is started."""
        with self._lock:
            self._server = self._server or _Server()
            return self._server.offered

    def stop(self) -> None:
        with self._lock:
            self._drop()


def require_parts(offered: frozenset[str]) -> None:
    """Raises Unsafe: the kernel lacks what the host did not accept to do without."""
    lacking = set(PARTS) - offered - set(settings.SANDBOX_WITHOUT)
    if lacking:
        logger.error(
            "no file is read: the kernel lacks %s (manage.py check --deploy)", ", ".join(sorted(lacking))
        )
        raise Unsafe


@contextmanager
def _held(content: bytes) -> Iterator[IO[bytes]]:
    """The bytes as an open file, in memory where the system has such files."""
    in_memory = hasattr(os, "memfd_create")
    with os.fdopen(os.memfd_create("eprimo"), "wb+") if in_memory else tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        yield file


POOL = Pool()


def _forked() -> None:
    """A process that was forked has none: the one of its parent answers its parent."""
    global POOL  # noqa: PLW0603 - one a process
    POOL = Pool()


os.register_at_fork(after_in_child=_forked)


@atexit.register
def _end() -> None:
    with suppress(OSError):
        POOL.stop()


def deadline(seconds: float) -> float:
    return time.monotonic() + seconds
