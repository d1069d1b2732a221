"""The proxy file that is shipped, with a real nginx before real processes: slow clients, large bodies, a lost worker.

EPRIMO_DRILL=full opens 1,100 connections that drip, the suite 120.
"""

import datetime
import gzip
import os
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from eprimo.config import launch
from eprimo.config.bodies import LARGE
from eprimo.config.front import READ_FIRST
from tests.config.served import DOOR, Drips, Load, Served, database_url, served, until
from tests.foundation.transport.servers import free_port
from tests.sizes import FULL

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
DRIPS = 1100 if FULL else 120
NAME = "ent.example.org"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(NGINX is None, reason="nginx is not on this machine: the proxy file was not tried"),
]


@dataclass
class Proxy:
    """nginx on a port of loopback, and the groups of pages behind it."""

    port: int
    groups: list[Served]
    context: ssl.SSLContext

    def connect(self, source: str = "127.0.0.1", name: str = NAME) -> ssl.SSLSocket:
        """One connection from that address of this machine."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(source, 0))
        return self.context.wrap_socket(line, server_hostname=name)

    def open(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        source: str = "127.0.0.1",
        **headers: str,
    ) -> tuple[HTTPResponse, bytes]:
        line = HTTPConnection(NAME)
        line.sock = self.connect(source)
        try:
            given = {"Origin": f"https://{NAME}", **(FORM if body else {}), **headers}
            line.request(method, path, body=body, headers=given)
            answer = line.getresponse()
            return answer, answer.read()
        finally:
            line.close()

    def status(self, path: str, **asked: object) -> int:
        return self.open(path, **asked)[0].status  # type: ignore[arg-type]


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _configuration(folder: Path, ports: dict[str, int]) -> Path:
    """The shipped file; only its names, folders and ports are those of this run."""
    text = (Path(settings.BASE_DIR) / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx": str(folder),
        "/etc/ssl/eprimo": str(folder),
        "/var/lib/eprimo": str(folder),
        "listen [::]:80 default_server;": "",
        "listen [::]:443 ssl default_server;": "",
        "listen [::]:443 ssl;": "",
        "listen 80 ": f"listen 127.0.0.1:{ports['plain']} ",
        "listen 443 ssl": f"listen 127.0.0.1:{ports['tls']} ssl",
        "server 127.0.0.1:8000": f"server 127.0.0.1:{ports['one']}",
        "server 127.0.0.1:8010": f"server 127.0.0.1:{ports['other']}",
        "server 127.0.0.1:8001": f"server 127.0.0.1:{ports['streams']}",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    # Compiled in, for the account of the system.
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    path = folder / "nginx.conf"
    path.write_text(text.replace("\nhttp {\n", f"\nhttp {{\n{own}"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def proxy(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("nginx")
    _certificate(folder)
    static = folder / "static"
    static.mkdir()
    for name in ("eprimo.css", "eprimo.0123456789ab.css"):
        (static / name).write_text("a{}" * 100)
        (static / f"{name}.gz").write_bytes(gzip.compress(b"a{}" * 100))
    ports = {name: free_port() for name in ("plain", "tls", "one", "other", "streams")}
    url = database_url()
    with ExitStack() as stack:
        groups = [
            stack.enter_context(served(launch.pages(ports[name], workers=1), ports[name], url))
            for name in ("one", "other")
        ]
        stack.enter_context(served(launch.streams(ports["streams"]), ports["streams"], url, ready="/rt/"))
        nginx = subprocess.Popen(
            [
                str(NGINX),
                "-c",
                str(_configuration(folder, ports)),
                "-g",
                "daemon off;",
                "-e",
                str(folder / "error.log"),
            ]
        )
        try:
            context = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
            found = Proxy(ports["tls"], groups, context)
            until(lambda: nginx.poll() is not None or _listens(ports["tls"]))
            assert nginx.poll() is None
            yield found
        finally:
            nginx.terminate()
            nginx.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def many_files() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_pages_answer_while_connections_drip(proxy: Proxy, many_files: None) -> None:
    def many(number: int) -> socket.socket:
        return proxy.connect(f"127.0.1.{1 + number // 60}")

    with Drips(many, DRIPS) as drips:
        for _ in range(3):
            drips.drip()
            assert proxy.status(DOOR) == 200
            assert proxy.status(DOOR, method="POST", body=b"a=b") == 403
            assert proxy.status("/static/eprimo.css") == 200
        assert drips.held == DRIPS


def test_one_address_has_so_many_at_once_and_the_others_theirs(proxy: Proxy) -> None:
    source = "127.0.2.1"
    with Drips(lambda _: proxy.connect(source), 100) as drips:
        drips.drip()
        until(lambda: proxy.status(DOOR, source=source) == 429)
        assert proxy.status(DOOR) == 200
    until(lambda: proxy.status(DOOR, source=source) == 200)


def test_large_bodies_go_to_the_process_that_has_a_deadline(proxy: Proxy) -> None:
    for length, status in ((LARGE, 403), (LARGE + 1, 403), (READ_FIRST, 403), (READ_FIRST + 1, 413)):
        answer, text = proxy.open(DOOR, method="POST", body=b"a" * length)
        assert answer.status == status, length
        assert ("trop lourd" in text.decode()) is (status == 413)


def test_so_many_large_ones_at_once_and_they_hold_nothing_of_the_pages(proxy: Proxy) -> None:
    def one_too_many() -> bool:
        """Tried again when ours came before the sixteenth of theirs."""
        with Drips(lambda number: proxy.connect(f"127.0.3.{1 + number}"), 16, length=LARGE + 1) as drips:
            drips.drip()
            time.sleep(0.5)
            assert proxy.status(DOOR) == 200
            return proxy.status(DOOR, method="POST", body=b"a" * (LARGE + 1)) == 503

    until(one_too_many)


def test_what_no_browser_asks_is_refused(proxy: Proxy) -> None:
    answer, _ = proxy.open(DOOR, method="POST", body=b"", **{"Transfer-Encoding": "chunked"})
    assert answer.status == 411
    with pytest.raises(ssl.SSLError):
        proxy.connect(name="ailleurs.example.org")


def test_files_of_the_build_leave_compressed_and_are_kept(proxy: Proxy) -> None:
    answer, text = proxy.open("/static/eprimo.0123456789ab.css", **{"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(text) == b"a{}" * 100
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" not in proxy.open("/static/eprimo.css")[0].headers["Cache-Control"]


def test_the_death_of_a_worker_costs_two_requests_at_most(proxy: Proxy) -> None:
    def ask(sends: bool) -> int:
        return proxy.status(DOOR, method="POST", body=b"a=b") if sends else proxy.status(DOOR)

    group = proxy.groups[0]
    before = group.workers()
    with Load(ask, people=4) as load:
        load.goes_on()
        os.kill(before[0], signal.SIGKILL)
        load.goes_on()
        until(lambda: bool(group.workers()) and group.workers() != before)
        load.goes_on()
    assert len(load.failed) <= 2, load.failed
