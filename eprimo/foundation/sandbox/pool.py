"""On the side of who asks: the server of children is started at the first file, and a few files are read at once."""

import atexit
import dataclasses
import json
import logging
import os
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

from eprimo.foundation.sandbox.errors import Busy
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.server import FORKED

logger = logging.getLogger("eprimo.sandbox")

_ROOT = Path(__file__).resolve().parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from eprimo.foundation.sandbox.server import main; "
    "main(int(sys.argv[2]), namespaces=sys.argv[3] == '1', loud=sys.argv[4] == '1')"
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
        given = [str(_ROOT), str(theirs.fileno()), str(int(settings.SANDBOX_NAMESPACES)), str(int(loud))]
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
        self.isolated = told == b"1"

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

    def child(self, function: str, limits: Limits, content: bytes) -> socket.socket:
        """A child that reads this, and the socket to it. Raises Busy."""
        ours, theirs = socket.socketpair()
        fields = dataclasses.asdict(limits)
        with theirs, _held(content) as held:
            try:
                self._fork({"function": function, "limits": fields}, [held.fileno(), theirs.fileno()])
            except BaseException:
                ours.close()
                raise
        return ours

    def _fork(self, request: Mapping[str, Any], descriptors: list[int]) -> None:
        with self._lock:
            for _ in range(2):
                try:
                    server = self._server = self._server or _Server()
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
    def isolated(self) -> bool:
        """Whether its children have no network; it is started."""
        with self._lock:
            self._server = self._server or _Server()
            return self._server.isolated

    def stop(self) -> None:
        with self._lock:
            self._drop()


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
