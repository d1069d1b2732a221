"""The process that forks a child for each file: one thread, the readers loaded once, no setting and no database.

It is started by `pool` with an empty environment, speaks with it on one socket, and ends when that socket does.
"""

import codecs
import errno
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from eprimo.foundation.sandbox import child, confinement
from eprimo.foundation.sandbox.isolation import (
    PARTS,
    Limits,
    die_first,
    enter_namespaces,
    own_processes,
    parts_offered,
    processes_anew,
)

_LONGEST_REQUEST = 1 << 16
# The file, the socket to who asked, and a pipe to tell how long the processor worked.
_DESCRIPTORS = 3
SPENT = struct.Struct("=d")
# Loaded when they are first named, which is too late in a child: the codecs of names in archives and of texts,
# and what the standard library imports by itself.
_CODECS = (
    "ascii",
    "cp437",
    "cp1252",
    "iso8859-1",
    "iso8859-15",
    "mac-roman",
    "utf-8-sig",
    "utf-16",
    "utf-32",
    "idna",
)
_MODULES = ("_strptime", "_pydecimal", "stringprep")
FORKED, FAILED = b"+", b"-"
_PROCESSOR_CLOCK = 2


def main(descriptor: int, *, loud: bool) -> None:
    """Answer requests until the other side is gone. First of all, tell what the kernel gives to confine children, a bit
    for each of `PARTS`."""
    control = socket.socket(fileno=descriptor)
    die_first()
    for name in _CODECS:
        codecs.lookup(name)
    for name in _MODULES:
        importlib.import_module(name)
    isolated = enter_namespaces()
    if isolated and (first := os.fork()):
        # The new processes are in a namespace of their own, whose first one serves: when it ends, all of them do.
        control.close()
        _, status = os.waitpid(first, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    confinement.hide_memory()
    own = own_processes() if isolated else None
    offered = parts_offered(namespaces=own is not None)
    control.sendall(bytes([sum(1 << bit for bit, part in enumerate(PARTS) if part in offered)]))
    _Server(control, own=own, loud=loud).serve()


@dataclass(frozen=True, slots=True)
class _Child:
    """One that reads: the clock of its processor and what it may work by it (seconds), the instant at which it is
    killed, and where is told what it worked."""

    clock: int
    seconds: float
    late: float
    spent: int

    def wait(self) -> float:
        """Seconds until it is to be looked at again; 0: its time is over."""
        try:
            worked = time.clock_gettime(self.clock)
        except OSError:  # it is over
            worked = 0.0
        return max(0.0, min(self.late - time.monotonic(), self.seconds - worked))


class _Server:
    def __init__(self, control: socket.socket, *, own: int | None, loud: bool) -> None:
        self._control = control
        # This process, to give each child processes of its own; none: the kernel refuses them.
        self._own = own
        self._loud = loud
        self._functions: dict[str, Callable[..., Any]] = {}
        self._children: dict[int, _Child] = {}
        self._woken, wakes = socket.socketpair()
        for end in (self._woken, wakes):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        self._wakes = wakes

    def serve(self) -> None:
        while True:
            wait = min((one.wait() for one in self._children.values()), default=None)
            ready, _, _ = select.select([self._control, self._woken], [], [], wait)
            self._reap()
            if self._control in ready and not self._answer():
                break
        for pid in self._children:
            _kill(pid)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            while self._woken.recv(64):
                pass
        for pid, one in self._children.items():
            if not one.wait():
                _kill(pid)
        with suppress(ChildProcessError):
            while (ended := os.wait4(-1, os.WNOHANG))[0]:
                pid, status, used = ended
                if pid in self._children:
                    one = self._children.pop(pid)
                    _tell(one.spent, used.ru_utime + used.ru_stime)
                if self._loud and status:
                    sys.stderr.write(f"sandbox: a child ended with {os.waitstatus_to_exitcode(status)}\n")

    def _answer(self) -> bool:
        """One request: False when there is none any more."""
        asked, descriptors, _, _ = socket.recv_fds(self._control, _LONGEST_REQUEST, _DESCRIPTORS)
        if not asked or len(descriptors) != _DESCRIPTORS:
            return False
        data, answers, spent = descriptors
        try:
            self._fork(json.loads(asked), data, answers, spent)
        except (OSError, ImportError, AttributeError) as error:
            if self._loud:
                sys.stderr.write(f"sandbox: {error!r}\n")
            os.close(spent)
            self._control.sendall(FAILED)
        else:
            self._control.sendall(FORKED)
        finally:
            os.close(data)
            os.close(answers)
        return True

    def _fork(self, request: dict[str, Any], data: int, answers: int, spent: int) -> None:
        function = self._function(request["function"])
        limits = Limits(**request["limits"])
        if self._own is not None:
            processes_anew(self._own)
        pid = os.fork()
        if pid == 0:
            self._leave(spent)
            child.run(function, limits, data, answers, loud=self._loud)
        # The clock of another process by its number (clock_getcpuclockid in the library of C).
        clock = ~pid << 3 | _PROCESSOR_CLOCK
        self._children[pid] = _Child(clock, limits.seconds, time.monotonic() + limits.until, spent)

    def _leave(self, spent: int) -> None:
        """In a child: what is the server's alone, and of the other children."""
        signal.set_wakeup_fd(-1)
        for end in (self._control, self._woken, self._wakes):
            end.close()
        for descriptor in (spent, self._own, *(one.spent for one in self._children.values())):
            if descriptor is not None:
                os.close(descriptor)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)

    def _function(self, dotted: str) -> Callable[..., Any]:
        """Loaded once, before the first fork that needs it: a child can open nothing, its libraries included."""
        if dotted not in self._functions:
            module, _, name = dotted.partition(":")
            self._functions[dotted] = getattr(importlib.import_module(module), name)
            gc.collect()
            gc.freeze()
        return self._functions[dotted]


def _tell(spent: int, seconds: float) -> None:
    with suppress(OSError):
        os.write(spent, SPENT.pack(seconds))
    os.close(spent)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError as error:
        if error.errno != errno.ESRCH:
            raise
