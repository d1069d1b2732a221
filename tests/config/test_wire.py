"""What pages weigh on the wire, read from a process as it is launched."""

import gzip
import socket
from collections.abc import Iterator

import pytest
from django.conf import settings

from eprimo.config import launch
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.kernel import clock
from tests.cast import Cast
from tests.config.served import DOOR, Served, database_url, served
from tests.foundation.transport.servers import free_port


@pytest.fixture(scope="module")
def pages(django_db_setup: None) -> Iterator[Served]:
    port = free_port()
    with served(launch.pages(port, workers=1), port, database_url()) as found:
        yield found


def wire(port: int, *, path: str = DOOR, accepted: str = "gzip", session: str = "") -> tuple[str, bytes]:
    """An answer as it came on the line: its headers, and the bytes that follow them."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", f"Accept-Encoding: {accepted}"]
    if session:
        lines.append(f"Cookie: {settings.SESSION_COOKIE_NAME}={session}")
    asked = "\r\n".join([*lines, "", ""])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(asked.encode())
        whole = b"".join(iter(lambda: line.recv(65536), b""))
    head, _, body = whole.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    return head.decode().lower(), body


def test_pages_leave_compressed_on_the_wire(pages: Served) -> None:
    head, body = wire(pages.port)
    assert "content-encoding: gzip" in head
    assert "vary: " in head
    plain, page = wire(pages.port, accepted="identity")
    assert "content-encoding" not in plain
    assert len(gzip.decompress(body)) > len(page) / 2
    assert len(body) < len(page) / 2


def test_the_home_of_a_family_is_light_on_the_wire(transactional_db: None, cast: Cast, pages: Served) -> None:
    # The process looks at the machine's own clock.
    with clock.frozen(clock.wall()):
        key = session_open(cast.samira.account)[1]
    head, body = wire(pages.port, path="/", session=key)
    page = gzip.decompress(body).decode()
    # It is the home, whole, and not a door.
    assert cast.lea.first_name in page
    assert page.rstrip().endswith("</html>")
    assert len(head) + len(body) <= 30 * 1024
    assert len(body) < len(page) / 2
