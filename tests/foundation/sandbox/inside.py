"""Parsers that a file took over, as far as a test may: what they try runs in a child of the sandbox."""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eprimo.foundation.sandbox import frames
from eprimo.foundation.sandbox.refused import Refused


def _tried(act: Callable[[], object]) -> str:
    try:
        return f"done: {act()}"
    except BaseException as error:  # noqa: BLE001 - any refusal is one
        return type(error).__name__


def reach_out(content: bytes) -> dict[str, str]:
    """What a child may still do."""
    tries: dict[str, Callable[[], object]] = {
        "file": lambda: Path("/etc/passwd").read_bytes(),
        "write": lambda: Path("/tmp/eprimo-sandbox-test").write_text(""),
        "folder": lambda: list(Path("/").iterdir()),
        "internet": lambda: socket.create_connection(("127.0.0.1", 9), 0.2),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "fork": os.fork,
        "thread": lambda: threading.Thread(target=print).start(),
        "program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "more-memory": lambda: len(bytearray(600_000_000)),
        "kill": lambda: os.kill(int(content or b"1"), 0),
        "raise-a-limit": lambda: __import__("resource").setrlimit(7, (64, 64)),
    }
    return {name: _tried(act) for name, act in tries.items()}


def surroundings(content: bytes) -> dict[str, str]:
    """What a child knows."""
    return {
        "environment": " ".join(sorted(os.environ)),
        "arguments": " ".join(sys.argv[1:]),
        "settings": str("eprimo.config.settings.base" in sys.modules),
        "database": str("psycopg" in sys.modules or "django.db" in sys.modules),
        "threads": str(threading.active_count()),
        "nice": str(os.nice(0)),
    }


def interfaces(content: bytes) -> list[str]:
    """Asked by a child before it is confined it would see them; here only what its server loaded."""
    return NETWORK


NETWORK = [name for _, name in socket.if_nameindex()]


def work_for_ever(content: bytes) -> str:
    while True:
        pass


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
