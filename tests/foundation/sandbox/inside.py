"""Parsers that a file took over, as far as a test may: what they try runs in a child of the sandbox."""

import ctypes
import json
import mmap
import os
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eprimo.foundation.sandbox import frames
from eprimo.foundation.sandbox.refusal import Refused


def _tried(act: Callable[[], object]) -> str:
    try:
        return f"done: {act()}"
    except BaseException as error:  # noqa: BLE001 - any refusal is one
        return type(error).__name__


def reach_out(content: bytes) -> dict[str, str]:
    """What a child may still do, that knows a process of the service and the path of one of its files (JSON)."""
    told = json.loads(content)
    path, pid = Path(told["path"]), told["pid"]
    # The file itself goes last.
    tries: dict[str, Callable[[], object]] = {
        "file": lambda: Path("/etc/passwd").read_bytes(),
        "write": lambda: path.with_name("written").write_text(""),
        "folder": lambda: list(Path("/").iterdir()),
        "look": lambda: path.stat().st_size,
        "internet": lambda: socket.create_connection(("127.0.0.1", 9), 0.2),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "fork": _fork,
        "thread": lambda: threading.Thread(target=int, daemon=True).start(),
        "program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "more-memory": lambda: len(bytearray(600_000_000)),
        "shared-memory": lambda: mmap.mmap(-1, 1 << 20).write(b"x"),
        "memory-that-runs": lambda: mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7),
        "memory-file": lambda: os.memfd_create("kept"),
        "kill": lambda: os.kill(pid, 0),
        "priority": lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
        "ptrace": lambda: _call("ptrace", 0x4206, pid, 0, 0),
        "read-its-memory": lambda: _of_other("process_vm_readv", pid),
        "write-its-memory": lambda: _of_other("process_vm_writev", pid),
        "take-its-files": lambda: os.pidfd_open(pid),
        "namespaces": lambda: os.unshare(0x10000000 | 0x00020000),
        "other-user": lambda: os.setresuid(1, 1, 1),
        "ring": lambda: _call("io_uring_setup", 1, ctypes.create_string_buffer(120)),
        "open-anew": lambda: _call("openat2", -100, b"/etc/passwd", ctypes.create_string_buffer(24), 24),
        "raise-a-limit": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
        "make-folder": lambda: path.with_name("made").mkdir(),
        "link": lambda: path.with_name("linked").symlink_to(path),
        "rights": lambda: path.chmod(0o666),
        "hour": lambda: os.utime(path, (0, 0)),
        "truncate": lambda: os.truncate(path, 0),
        "rename": lambda: path.rename(path.with_name("renamed")).rename(path),
        "unlink": path.unlink,
    }
    return {name: _tried(act) for name, act in tries.items()}


# Of x86_64: elsewhere the library of C is asked by name, which has most of them.
_NUMBERS = {
    "ptrace": 101,
    "process_vm_readv": 310,
    "process_vm_writev": 311,
    "io_uring_setup": 425,
    "openat2": 437,
}
_LIBC = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *given: Any) -> int:
    words = [one if isinstance(one, bytes | ctypes.Array) else ctypes.c_long(one) for one in given]
    answer = int(_LIBC.syscall(ctypes.c_long(_NUMBERS[name]), *words))
    if answer < 0:
        raise OSError(ctypes.get_errno(), name)
    return answer


def _of_other(name: str, pid: int) -> int:
    """Eight bytes of where this very text stands here: a process that was forked has it at the same place."""
    ours, theirs = ctypes.create_string_buffer(8), (ctypes.c_char * 8).from_address(id(None))
    pieces = [(ctypes.c_size_t * 2)(ctypes.addressof(one), 8) for one in (ours, theirs)]
    if name == "process_vm_writev":
        # What it holds already: a test must not break who runs it.
        ctypes.memmove(ours, theirs, 8)
    return _call(name, pid, pieces[0], 1, pieces[1], 1, 0)


def _fork() -> int:
    if (made := os.fork()) == 0:
        os._exit(0)
    return made


def surroundings(content: bytes) -> dict[str, str]:
    """What a child knows."""
    return {
        "environment": " ".join(sorted(os.environ)),
        "arguments": " ".join(sys.argv[1:]),
        "settings": str("eprimo.config.settings.base" in sys.modules),
        "database": str("psycopg" in sys.modules or "django.db" in sys.modules),
        "threads": str(threading.active_count()),
        "nice": str(os.getpriority(os.PRIO_PROCESS, 0)),
    }


def interfaces(content: bytes) -> list[str]:
    """Asked by a child before it is confined it would see them; here only what its server loaded."""
    return NETWORK


NETWORK = [name for _, name in socket.if_nameindex()]


def work_for_ever(content: bytes) -> str:
    while True:
        pass


def work_for(content: bytes, seconds: float) -> int:
    while time.process_time() < seconds:
        pass
    return 1


def late_and_well(content: bytes) -> int:
    """As a child that other processes kept from working."""
    time.sleep(1.0)
    return len(content)


def sleep_for_ever(content: bytes) -> str:
    time.sleep(600)
    return ""


def deaf_to_signals(content: bytes) -> str:
    import signal

    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    return work_for_ever(content)


def eat_memory(content: bytes) -> str:
    kept = []
    while True:
        kept.append(bytearray(1 << 24))


def abort(content: bytes) -> str:
    os.abort()


def refuse(content: bytes, word: str) -> str:
    raise Refused("wrong", word)


def length(content: bytes) -> int:
    return len(content)


def ask_twice(content: bytes, ask: Callable[[Any], Any]) -> list[str]:
    return [str(ask({"code": "A"})), str(ask({"code": "B"}))]


def lie(content: bytes, ask: Callable[[Any], Any]) -> str:
    """Write to the socket of the asker something else than an answer."""
    asker = ask.__closure__[0].cell_contents  # type: ignore[attr-defined]
    lies: dict[bytes, Callable[[], object]] = {
        b"pickle": lambda: asker.sendall(b"\x00\x00\x00\x20\x80\x04cos\nsystem\n(S'true'\ntR." + bytes(20)),
        b"endless": lambda: asker.sendall(b"\x7f\xff\xff\xff"),
        b"late": lambda: asker.sendall(b"\x00\x00\x00\x20{"),
        b"deep": lambda: asker.sendall(b"\x00\x03\x0d\x40" + b"[" * 200_000),
        b"list": lambda: asker.sendall(b"\x00\x00\x00\x02[]"),
        b"shape": lambda: frames.send(asker, {"value": {"text": 5}}),
        b"asks": lambda: [ask("?") for _ in range(10_000)],
    }
    lies[content]()
    time.sleep(600)
    return ""
