"""A line between the browser and the site that can be cut: what a tunnel or an old telephone does to a page."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread


@dataclass
class Line:
    """Listens on a port of its own and passes bytes on. `cut()`: connections are refused, those there are end.
    `hold()`: what is asked waits on its way, and is answered after `let_go()` only; `hold(b"GET / ")`: what begins so.
    """

    target: tuple[str, int]
    port: int = 0
    _up: Event = field(default_factory=Event)
    _flows: Event = field(default_factory=Event)
    _held: bytes = b""
    _open: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server: socket.socket | None = None
        self._flows.set()
        self.mend()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        self._up.clear()
        for one in [self._server, *self._open]:
            if one is not None:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
        self._server, self._open = None, []

    def hold(self, begins: bytes = b"") -> None:
        self._held = begins
        self._flows.clear()

    def let_go(self) -> None:
        self._flows.set()

    def mend(self) -> None:
        """On the same port as before: it is the same site."""
        server = socket.create_server(("127.0.0.1", self.port))
        self.port, self._server = server.getsockname()[1], server
        self._up.set()
        Thread(target=self._listen, args=(server,), daemon=True).start()

    def _listen(self, server: socket.socket) -> None:
        while self._up.is_set():
            try:
                here, _ = server.accept()
                there = socket.create_connection(self.target)
            except OSError:
                return
            self._open += [here, there]
            Thread(target=self._pass, args=(here, there, True), daemon=True).start()
            Thread(target=self._pass, args=(there, here, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, asking: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if asking and data.startswith(self._held):
                    self._flows.wait(60)
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(target: tuple[str, int]) -> Iterator[Line]:
    line = Line(target)
    try:
        yield line
    finally:
        line.let_go()
        line.cut()
