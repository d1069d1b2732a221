"""A small load generator: keep-alive connections on loopback, a bounded number of requests and seconds."""

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

# Seconds that are waited for a number of requests, at most.
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request, ready to be sent; `wanted`: statuses that count as right."""

    raw: bytes
    wanted: frozenset[int] = frozenset({200})


def request(
    method: str,
    path: str,
    cookies: dict[str, str],
    body: str = "",
    headers: Sequence[str] = (),
    wanted: Sequence[int] = (200,),
) -> Request:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept-Encoding: gzip",
        *([f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}"] if cookies else []),
        *headers,
    ]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body.encode())}"]
    return Request(("\r\n".join(lines) + "\r\n\r\n" + body).encode(), frozenset(wanted))


@dataclass
class Run:
    """What was seen: seconds of each request, in no order; statuses that were not wanted."""

    seconds: list[float] = field(default_factory=list)
    wrong: dict[int, int] = field(default_factory=dict)
    lasted: float = 0.0
    cpu: float = 0.0

    @property
    def count(self) -> int:
        return len(self.seconds)

    def centile(self, part: float) -> float:
        """The time that this part of the requests did not pass, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


class _Connection:
    """One keep-alive HTTP/1.1 connection; answers are read whole by their length."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._open()
        self.left = b""

    def _open(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def ask(self, raw: bytes) -> tuple[int, bytes]:
        """(status, body); opens a new connection once when the server closed this one."""
        try:
            return self._ask(raw)
        except ConnectionError:
            self.socket.close()
            self.socket, self.left = self._open(), b""
            return self._ask(raw)

    def _ask(self, raw: bytes) -> tuple[int, bytes]:
        self.socket.sendall(raw)
        data = self.left
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, data = data[:end].lower(), data[end + 4 :]
        status = int(head[9:12])
        if b"chunked" in head:
            body, self.left = self._chunks(data)
            return status, body
        mark = head.find(b"content-length:")
        length = int(head[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
        while len(data) < length:
            data += self._more()
        self.left = data[length:]
        return status, data[:length]

    def _chunks(self, data: bytes) -> tuple[bytes, bytes]:
        body = b""
        while True:
            while b"\r\n" not in data:
                data += self._more()
            size_text, data = data.split(b"\r\n", 1)
            size = int(size_text, 16)
            while len(data) < size + 2:
                data += self._more()
            body, data = body + data[:size], data[size + 2 :]
            if size == 0:
                return body, data

    def _more(self) -> bytes:
        got = self.socket.recv(65536)
        if not got:
            raise ConnectionResetError
        return got


def paced(port: int, steps: Sequence[Sequence[Request]], *, rate: float, connections: int) -> list[Run]:
    """People who come one after the other, `rate` a second, whether those before them were answered or not; each sends
    these requests in turn. One Run for each of the requests. The first one's time counts from the moment at which it
    was due: a server that is late is late for all who wait."""
    found, lock, turn = [Run() for _ in steps[0]], threading.Lock(), iter(range(len(steps)))
    started, cpu = time.monotonic(), time.process_time()

    def work() -> None:
        connection = _Connection(port)
        try:
            for number in turn:
                due = started + number / rate
                time.sleep(max(0.0, due - time.monotonic()))
                for kind, one in zip(found, steps[number], strict=True):
                    status, _ = connection.ask(one.raw)
                    ended = time.monotonic()
                    with lock:
                        kind.seconds.append(ended - due)
                        if status not in one.wanted:
                            kind.wrong[status] = kind.wrong.get(status, 0) + 1
                    due = ended
        finally:
            connection.socket.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for kind in found:
        kind.lasted, kind.cpu = time.monotonic() - started, time.process_time() - cpu
    return found


def fetch(port: int, one: Request) -> tuple[int, bytes]:
    """One answer."""
    connection = _Connection(port)
    try:
        return connection.ask(one.raw)
    finally:
        connection.socket.close()


def run(
    port: int, requests: Sequence[Request], *, connections: int, seconds: float, once: bool = False
) -> Run:
    """Send these requests in turn for that long, at most; `once`: each only once."""
    found, lock = Run(), threading.Lock()
    turn = iter(range(10**9))
    started = time.monotonic()

    def work() -> None:
        own, wrong = [], {}
        connection = _Connection(port)
        try:
            while time.monotonic() - started < seconds:
                number = next(turn)  # one bytecode under the interpreter's lock: no number is given twice
                if once and number >= len(requests):
                    break
                one = requests[number % len(requests)]
                began = time.perf_counter()
                status, _ = connection.ask(one.raw)
                own.append(time.perf_counter() - began)
                if status not in one.wanted:
                    wrong[status] = wrong.get(status, 0) + 1
        finally:
            connection.socket.close()
            with lock:
                found.seconds += own
                for status, count in wrong.items():
                    found.wrong[status] = found.wrong.get(status, 0) + count

    cpu = time.process_time()
    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.lasted, found.cpu = time.monotonic() - started, time.process_time() - cpu
    return found


def sent(port: int, requests: Sequence[Request], *, connections: int, count: int) -> Run:
    """Send so many of these requests in turn, however long they take."""
    return run(
        port, list(islice(cycle(requests), count)), connections=connections, seconds=_PATIENCE, once=True
    )
