"""One child: it reads one file, answers, and ends. What it holds is worth nothing to whoever takes it over."""

import errno
import os
import socket
import traceback
from collections.abc import Callable
from typing import Any

from eprimo.foundation.sandbox import confinement, frames, shapes
from eprimo.foundation.sandbox.isolation import Limits, confine
from eprimo.foundation.sandbox.refusal import Refused

_MOST_ASKED = 1 << 20


def run(function: Callable[..., Any], limits: Limits, data: int, answers: int, *, loud: bool) -> None:
    """Never comes back. `data` and `answers`: the descriptors of the file and of the socket to who asked."""
    status = 1
    try:
        confinement.die_with_parent()
        asker = socket.socket(fileno=answers)
        content = _content(data)
        options = frames.receive(asker, _MOST_ASKED)
        confine(limits)
        frames.send(asker, _answer(function, content, options, asker, loud=loud))
        status = 0
    finally:
        os._exit(status)


def _content(data: int) -> bytes:
    with open(data, "rb") as stream:
        stream.seek(0)
        return stream.read()


def _answer(
    function: Callable[..., Any], content: bytes, options: dict[str, Any], asker: socket.socket, *, loud: bool
) -> dict[str, Any]:
    def ask(question: object) -> Any:
        """What only the asker knows: a row of its database, never a file."""
        frames.send(asker, {"ask": question})
        return frames.receive(asker, _MOST_ASKED).get("told")

    given = options["given"] | ({"ask": ask} if options["asks"] else {})
    try:
        return {"value": shapes.encode(function(content, **given))}
    except BaseException as error:  # noqa: BLE001 - a broken file breaks its reader in any way
        late = _opens_late(error)
        if isinstance(error, Refused) and not late:
            return {"refused": error.code, "said": error.said}
        return {
            "failed": "a file is opened late" if late else type(error).__name__,
            # It may quote the file: only where a developer reads it.
            "trace": traceback.format_exc() if loud else "",
        }


def _opens_late(error: BaseException | None) -> bool:
    """A parser that loads something once it is confined: our fault, that must not look like the file's."""
    while error is not None:
        if isinstance(error, OSError) and error.errno == errno.EMFILE:
            return True
        error = error.__cause__ or error.__context__
    return False
