"""The rights that a process gives up for ever: privileges, capabilities, files and addresses, calls of the kernel.

No package does it without a library of the system: these are five calls of Linux (man 2 prctl, capset, seccomp; man 7
landlock), whose numbers are the same on every architecture that `calls` knows.
"""

import ctypes
import os
import signal
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

from eprimo.foundation.sandbox import calls

_NO_NEW_PRIVILEGES, _DUMPABLE, _SECCOMP, _DIES_WITH_PARENT = 38, 4, 22, 1
_FILTER = 2
_CAPABILITIES = 0x20080522
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION, _BENEATH = 1, 1
# Rights on files by version of Landlock: thirteen at first, then to link elsewhere, to cut, to command a device.
_FILES = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_ADDRESSES, _SCOPES = 0b11, 0b11
_KNOWS_ADDRESSES, _KNOWS_SCOPES = 4, 6
# To execute, read a file, list a folder.
_LOOK = 0b1101
_SOCKETS = 1 << 9
# Of these, what is said of a file that is no folder: to execute, write, read, cut, command.
_ON_A_FILE = 0b111 | 1 << 14 | 1 << 15
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def landlock_version() -> int:
    """0: the kernel has none, or it is forbidden."""
    return 0 if _libc is None else max(0, _libc.syscall(_CREATE, None, 0, _VERSION))


def hide_memory() -> None:
    """From processes of the same user, who could read or write it."""
    _prctl(_DUMPABLE, 0)


def die_with_parent() -> None:
    _prctl(_DIES_WITH_PARENT, signal.SIGKILL)


def end_at(number: int) -> None:
    """End this process at that signal, in the middle of a library of C too. The first process of a namespace, as each
    child is, would not be ended by a signal that nobody handles."""
    if _libc is not None:
        _libc.signal(number, _libc["_exit"])


def give_up_privileges() -> None:
    """No program can give any back, and no capability is left, in its own namespaces either. OSError."""
    _prctl(_NO_NEW_PRIVILEGES, 1)
    head, none = struct.pack("=Ii", _CAPABILITIES, 0), bytes(24)
    if _libc is not None and _libc.capset(head, none):
        raise _error()


def give_up_files(
    *, seen: Sequence[Path] = (), kept: Sequence[Path] = (), sockets: Sequence[Path] = ()
) -> bool:
    """Every file and address by its name, save to look at what is beneath `seen` and to do all beneath `kept`, and to
    make sockets beneath `sockets`; sockets and signals of other processes where the kernel knows how. False: it has no
    Landlock."""
    version = landlock_version()
    if not version or _libc is None:
        return False
    every = (1 << _FILES[min(version, max(_FILES))]) - 1
    known = 1 + (version >= _KNOWS_ADDRESSES) + (version >= _KNOWS_SCOPES)
    rights = b"".join(struct.pack("=Q", one) for one in (every, _ADDRESSES, _SCOPES)[:known])
    rules = _libc.syscall(_CREATE, rights, len(rights), 0)
    if rules < 0:
        return False
    try:
        for paths, allowed in ((seen, _LOOK), (kept, every), (sockets, _SOCKETS)):
            for path in paths:
                _allow(rules, path, allowed)
        return not _libc.syscall(_RESTRICT, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, allowed: int) -> None:
    """What is not there is not allowed either."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = struct.pack("=Qi", allowed if path.is_dir() else allowed & _ON_A_FILE, opened)
        if _libc is not None and _libc.syscall(_ADD, rules, _BENEATH, rule, 0):
            raise _error()
    finally:
        os.close(opened)


def give_up_calls(steps: bytes | None) -> bool:
    """Every call that this filter of `calls` does not let through. False: the kernel takes no filter."""
    if steps is None or _libc is None:
        return False
    program = _Program(len(steps) // 8, steps)
    return not _libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)


def offered() -> frozenset[str]:
    """Which of « landlock » and « seccomp » this kernel gives to this process: tried in a child of it."""
    if _libc is None:
        return frozenset()
    tried = os.fork()
    if tried == 0:
        found = 0
        try:
            give_up_privileges()
            found = give_up_files() | give_up_calls(calls.of_child()) << 1
        finally:
            os._exit(found)
    found = os.waitstatus_to_exitcode(os.waitpid(tried, 0)[1])
    return frozenset(name for bit, name in ((1, "landlock"), (2, "seccomp")) if found > 0 and found & bit)


def _prctl(what: int, value: int) -> None:
    if _libc is not None and _libc.prctl(what, value, 0, 0, 0):
        raise _error()


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
