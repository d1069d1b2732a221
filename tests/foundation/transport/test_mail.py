"""Letters through a real SMTP server on loopback: what each answer of it means for the letter and the address."""

import datetime
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from eprimo.config.settings.env import mailer as from_url
from eprimo.foundation.transport.mail import Fate, Letter, Result, SmtpMailer, configured
from tests.conftest import NOW
from tests.foundation.transport.servers import Post, free_port, smtp_server

TOKEN = "0123456789abcdef0123.zz9"


def letter(to: str = "a@example.org", **more: Any) -> Letter:
    return Letter(to, "2 choses à faire", "Bonjour", **more)


def sent(post: Post, *letters: Letter, port: int = 0) -> list[Result]:
    with override_settings(MAILERS={"default": from_url(f"smtp://127.0.0.1:{port or post.port}")}):
        return list(SmtpMailer().send(letters))


def test_a_letter_arrives_with_both_parts_our_date_and_our_name(db: None) -> None:
    with smtp_server(Post()) as post, override_settings(BOUNCE_ADDRESS="rebonds@example.net"):
        found = sent(
            post,
            letter(html="<p>Bonjour</p>", token=TOKEN, headers={"List-Unsubscribe": "<https://x.invalid/a>"}),
        )
    assert [one.fate for one in found] == [Fate.SENT]
    got = post.received[0]
    assert got.sender == f"rebonds+{TOKEN}@example.net"
    assert got.message["From"] == "e-primo <ne-pas-repondre@localhost>"
    assert got.message["Message-ID"] == f"<{TOKEN}@localhost>"
    assert got.message["Date"] == NOW.strftime("%a, %d %b %Y %H:%M:%S +0000")
    assert got.message["List-Unsubscribe"] == "<https://x.invalid/a>"
    assert got.message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in got.message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip


def test_without_an_address_for_reports_the_sender_is_ours() -> None:
    with smtp_server(Post()) as post:
        sent(post, letter(token=TOKEN))
    assert post.received[0].sender == "ne-pas-repondre@localhost"


@pytest.mark.parametrize(
    ("answer", "fate", "code"),
    [
        ("550 5.1.1 no such user", Fate.REFUSED, "550 5.1.1"),
        ("553 sorry", Fate.REFUSED, "553"),
        ("552 5.2.2 mailbox full", Fate.LATER, "552 5.2.2"),
        ("550 5.7.1 you are on a list", Fate.LATER, "550 5.7.1"),
        ("451 4.7.1 greylisted", Fate.LATER, "451 4.7.1"),
        ("450 busy", Fate.LATER, "450"),
    ],
)
def test_an_answer_about_one_address_does_not_touch_the_others(answer: str, fate: Fate, code: str) -> None:
    with smtp_server(Post(at_rcpt={"b@example.org": answer})) as post:
        found = sent(post, letter("a@example.org"), letter("b@example.org"), letter("c@example.org"))
    assert [one.fate for one in found] == [Fate.SENT, fate, Fate.SENT]
    assert found[1].code == code
    assert post.to == ["a@example.org", "c@example.org"]


@pytest.mark.parametrize(
    "address", ["é@example.org", f"a@{'é' * 63}.fr", "a@example.org\nBcc: b@example.org", "a b@", ""]
)
def test_an_address_that_cannot_be_written_does_not_hold_the_others_up(address: str) -> None:
    with smtp_server(Post()) as post:
        found = sent(post, letter("a@example.org"), letter(address), letter("c@example.org"))
    assert [one.fate for one in found] == [Fate.SENT, Fate.LATER, Fate.SENT]
    assert post.to == ["a@example.org", "c@example.org"]


def test_a_refusal_of_the_text_is_not_held_against_the_address() -> None:
    with smtp_server(Post(at_data={"b@example.org": "554 5.7.1 looks like spam"})) as post:
        found = sent(post, letter("b@example.org"), letter("c@example.org"))
    assert [one.fate for one in found] == [Fate.LATER, Fate.SENT]


def test_a_connection_that_falls_is_opened_again() -> None:
    with smtp_server(Post(breaks=1)) as post:
        found = sent(post, letter("a@example.org"), letter("b@example.org"))
    assert [one.fate for one in found] == [Fate.SENT, Fate.SENT]
    assert post.to == ["a@example.org", "b@example.org"]


def test_no_server_keeps_everything() -> None:
    found = sent(Post(), letter("a@example.org"), letter("b@example.org"), port=free_port())
    assert [one.fate for one in found] == [Fate.AWAY, Fate.AWAY]


def test_over_tls_with_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = _certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with smtp_server(Post(), tls=context, user="eprimo", password="chut") as post:
        for password, fate in (("chut", Fate.SENT), ("faux", Fate.AWAY)):
            url = f"smtp://eprimo:{password}@localhost:{post.port}"
            with override_settings(MAILERS={"default": from_url(url)}):
                assert [one.fate for one in SmtpMailer().send([letter()])] == [fate]
    assert [(one.tls, one.user) for one in post.received] == [(True, "eprimo")]


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day - datetime.timedelta(days=3650))
        .not_valid_after(day + datetime.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_nothing_leaves_when_no_server_is_set() -> None:
    with override_settings(MAILERS={"default": from_url("")}):
        assert not configured()
    assert configured()
