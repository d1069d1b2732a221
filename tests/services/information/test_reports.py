"""What browsers report is noted without a word about people, so many an hour; whom to write to about a weakness."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from eprimo.foundation.kernel import clock
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

HERE = "https://ent.exemple.fr/carnet/0190a7c4-0000-7000-8000-000000000001/?nom=lea"
NEW = [
    {
        "type": "csp-violation", "url": HERE, "user_agent": "Firefox de Samira",
        "body": {
            "documentURL": HERE, "effectiveDirective": "script-src-elem", "sample": "Léa Martin",
            "blockedURL": "https://pubs.exemple.com/x.js?lea", "sourceFile": HERE,
        },
    },
    {"type": "coop", "url": HERE, "body": {"disposition": "enforce", "openerURL": "https://autre.exemple.org/lea"}},
]  # fmt: skip
OLD = {"csp-report": {"document-uri": HERE, "violated-directive": "img-src 'self'", "blocked-uri": "data"}}


def sends(client: Client, said: Any, **more: str) -> int:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return client.post("/rapports/", body, content_type="application/reports+json", headers=more).status_code


def test_no_word_of_anybody_is_kept(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Kind, rule, name of the page, origin of what was refused."""
    with caplog.at_level(logging.WARNING, "eprimo.reports"):
        assert (sends(client, NEW), sends(client, OLD)) == (204, 204)
    assert [one.partition(": ")[2] for one in caplog.messages] == [
        "kind=csp-violation rule=script-src-elem page=liaison:note refused=https:pubs.exemple.com",
        "kind=coop rule=enforce page=liaison:note refused=https:autre.exemple.org",
        "kind=csp-violation rule=img-src page=liaison:note refused=data",
    ]


@pytest.mark.attack
@pytest.mark.parametrize(
    "said",
    [b"", b"[", b"[" * 20_000, b"\xff\xfe", [1, None], {"csp-report": 3}, {"body": {"documentURL": ["x"]}},
     {"type": "a\nb", "body": {"blockedURL": "http://[", "documentURL": "http://["}}, [NEW[0]] * 500],
)  # fmt: skip
def test_anybody_may_send_anything(client: Client, caplog: pytest.LogCaptureFixture, said: Any) -> None:
    with caplog.at_level(logging.WARNING, "eprimo.reports"):
        assert sends(client, said) == 204
    assert len(caplog.messages) <= 10
    assert not any("\n" in one for one in caplog.messages)


@pytest.mark.attack
def test_a_network_fills_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Ten at once, then one a minute; nobody is told."""
    with caplog.at_level(logging.WARNING, "eprimo.reports"):
        assert {sends(client, OLD) for _ in range(30)} == {204}
        assert len(caplog.messages) == 10
        with clock.frozen(NOW + timedelta(minutes=1)):
            assert sends(client, OLD) == 204
    assert len(caplog.messages) == 11


def test_pages_say_what_they_may_and_where_reports_go(client: Client) -> None:
    answer = client.get("/aide/")
    assert "camera=(), " in answer["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "require-trusted-types-for 'script'; trusted-types eprimo" in answer["Content-Security-Policy"]
    assert answer["Reporting-Endpoints"] == 'rapports="/rapports/"'
    assert answer["Cross-Origin-Opener-Policy"] == 'same-origin; report-to="rapports"'
    assert "report-uri /rapports/; report-to rapports" in answer["Content-Security-Policy"]
    # A page of another site fills it in for nobody: no cookie is asked for.
    assert sends(Client(enforce_csrf_checks=True), OLD) == 204


def test_whom_to_write_to_about_a_weakness(client: Client, settings: Any) -> None:
    """RFC 9116: a date in the year to come; nobody named, no such file."""
    address = "/.well-known/security.txt"
    assert client.get(address).status_code == 404
    settings.SECURITY_CONTACTS = ["securite@exemple.fr", "https://exemple.fr/failles"]
    settings.SECURITY_POLICY = "https://exemple.fr/politique"
    settings.PUBLIC_URL = "https://ent.exemple.fr"
    answer = client.get(address)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "Contact: mailto:securite@exemple.fr",
        "Contact: https://exemple.fr/failles",
        f"Expires: {(NOW + timedelta(days=30)).isoformat(timespec='seconds')}",
        "Preferred-Languages: fr, en",
        "Canonical: https://ent.exemple.fr/.well-known/security.txt",
        "Policy: https://exemple.fr/politique",
    ]
