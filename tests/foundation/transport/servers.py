"""Real servers on loopback: SMTP (aiosmtpd) with settable answers, and a small IMAP."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class Received:
    sender: str
    to: str
    message: Message
    tls: bool = False
    user: str = ""


@dataclass
class Post:
    """What arrived, and how to answer: {address: « 550 5.1.1 no such user »}, at the recipient's turn or after DATA."""

    received: list[Received] = field(default_factory=list)
    at_rcpt: dict[str, str] = field(default_factory=dict)
    at_data: dict[str, str] = field(default_factory=dict)
    # Break the connection at the recipient's turn, that many times.
    breaks: int = 0
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802, ARG002 - aiosmtpd’s
        if self.breaks:
            self.breaks -= 1
            server.transport.abort()
        if address in self.at_rcpt:
            return self.at_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, ARG002
        address = envelope.rcpt_tos[0]
        if address in self.at_data:
            return self.at_data[address]
        self.received.append(
            Received(
                envelope.mail_from, address, message_from_bytes(envelope.original_content),
                tls=session.ssl is not None, user=(session.auth_data or b"").decode() if session.auth_data else "",
            )
        )  # fmt: skip
        return "250 OK"

    @property
    def to(self) -> list[str]:
        return [one.to for one in self.received]


@contextmanager
def smtp_server(
    post: Post, tls: ssl.SSLContext | None = None, user: str = "", password: str = ""
) -> Iterator[Post]:
    def authenticate(server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, auth_data=data.login)

    options: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
    if user:
        options |= {"authenticator": authenticate, "auth_required": True}
    controller = Controller(post, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    post.port = controller.port
    try:
        yield post
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Box:
    """A mailbox of one folder: what it holds, and the flags of each message."""

    messages: list[bytes]
    user: str = "rebonds"
    password: str = "secret"
    flags: dict[int, set[str]] = field(default_factory=dict)
    expunged: list[int] = field(default_factory=list)
    port: int = 0

    def left(self) -> list[int]:
        return [uid for uid in range(1, len(self.messages) + 1) if uid not in self.expunged]


@contextmanager
def imap_server(box: Box) -> Iterator[Box]:
    """As much of RFC 3501 as imaplib asks for here."""
    listener = socket.create_server(("127.0.0.1", 0))
    box.port = listener.getsockname()[1]
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                _talk(client, box)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _talk(client: socket.socket, box: Box) -> None:
    stream = client.makefile("rwb")

    def say(line: str) -> None:
        stream.write(line.encode() + b"\r\n")
        stream.flush()

    say("* OK ready")
    for raw in stream:
        tag, _, rest = raw.decode().strip().partition(" ")
        word = rest.split(" ")[0].upper()
        if word == "CAPABILITY":
            say("* CAPABILITY IMAP4rev1")
        elif word == "LOGIN" and [part.strip('"') for part in rest.split(" ")[1:]] != [
            box.user,
            box.password,
        ]:
            say(f"{tag} NO wrong")
            continue
        elif word == "SELECT":
            say(f"* {len(box.left())} EXISTS")
        elif word == "UID":
            _uid(rest, box, stream, say)
        elif word == "EXPUNGE":
            box.expunged += [uid for uid in box.left() if "\\Deleted" in box.flags.get(uid, set())]
        elif word == "LOGOUT":
            say("* BYE")
            say(f"{tag} OK bye")
            return
        say(f"{tag} OK done")


def _uid(rest: str, box: Box, stream: Any, say: Any) -> None:
    _, what, *more = rest.split(" ")
    if what == "SEARCH":
        unseen = [uid for uid in box.left() if "\\Seen" not in box.flags.get(uid, set())]
        say("* SEARCH " + " ".join(map(str, unseen)))
    elif what == "FETCH":
        content = box.messages[int(more[0]) - 1]
        stream.write(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (int(more[0]), int(more[0]), len(content)))
        stream.write(content + b")\r\n")
        stream.flush()
    elif what == "STORE":
        box.flags.setdefault(int(more[0]), set()).update(" ".join(more[2:]).strip("()").split())
