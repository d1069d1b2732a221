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
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from eprimo.foundation.sandbox import child
from eprimo.foundation.sandbox.isolation import Limits, die_first, enter_namespaces

_LONGEST_REQUEST = 1 << 16
_DESCRIPTORS = 2
# Beyond its own limit, what a child has before it is killed from outside.
_GRACE = 0.3
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


def main(descriptor: int, *, namespaces: bool, loud: bool) -> None:
    """Answer requests until the other side is gone. First of all, tell whether the namespaces were entered."""
    control = socket.socket(fileno=descriptor)
    die_first()
    for name in _CODECS:
        codecs.lookup(name)
    for name in _MODULES:
        importlib.import_module(name)
    isolated = namespaces and enter_namespaces()
    if isolated and (first := os.fork()):
        # The new processes are in a namespace of their own, whose first one serves: when it ends, all of them do.
        control.close()
        _, status = os.waitpid(first, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    control.sendall(b"1" if isolated else b"0")
    _Server(control, loud=loud).serve()


class _Server:
    def __init__(self, control: socket.socket, *, loud: bool) -> None:
        self._control = control
        self._loud = loud
        self._functions: dict[str, Callable[..., Any]] = {}
        # Of each child, the instant at which it is killed.
        self._children: dict[int, float] = {}
        self._woken, wakes = socket.socketpair()
        for end in (self._woken, wakes):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        self._wakes = wakes

    def serve(self) -> None:
        while True:
            late = min(self._children.values(), default=None)
            wait = None if late is None else max(0.0, late - time.monotonic())
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
        now = time.monotonic()
        for pid, until in list(self._children.items()):
            if until <= now:
                _kill(pid)
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG)) > (0, 0):
                self._children.pop(ended[0], None)
                if self._loud and ended[1]:
                    sys.stderr.write(f"sandbox: a child ended with {os.waitstatus_to_exitcode(ended[1])}\n")

    def _answer(self) -> bool:
        """One request: False when there is none any more."""
        asked, descriptors, _, _ = socket.recv_fds(self._control, _LONGEST_REQUEST, _DESCRIPTORS)
        if not asked or len(descriptors) != _DESCRIPTORS:
            return False
        try:
            self._fork(json.loads(asked), *descriptors)
        except (OSError, ImportError, AttributeError) as error:
            if self._loud:
                sys.stderr.write(f"sandbox: {error!r}\n")
            self._control.sendall(FAILED)
        else:
            self._control.sendall(FORKED)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return True

    def _fork(self, request: dict[str, Any], data: int, answers: int) -> None:
        function = self._function(request["function"])
        limits = Limits(**request["limits"])
        pid = os.fork()
        if pid == 0:
            self._control.close()
            self._woken.close()
            signal.set_wakeup_fd(-1)
            self._wakes.close()
            child.run(function, limits, data, answers, loud=self._loud)
        self._children[pid] = time.monotonic() + limits.until + _GRACE

    def _function(self, dotted: str) -> Callable[..., Any]:
        """Loaded once, before the first fork that needs it: a child can open nothing, its libraries included."""
        if dotted not in self._functions:
            module, _, name = dotted.partition(":")
            self._functions[dotted] = getattr(importlib.import_module(module), name)
            gc.collect()
            gc.freeze()
        return self._functions[dotted]


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError as error:
        if error.errno != errno.ESRCH:
            raise
