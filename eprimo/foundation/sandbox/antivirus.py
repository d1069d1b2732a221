"""What is kept and handed on is shown to an antivirus first, when the host has one. Nothing unlooked at is kept.

`EPRIMO_ANTIVIRUS`: empty (none), `clamd:/run/clamav/clamd.ctl`, `clamd:127.0.0.1:3310`, or `fixture` (tests).
"""

import logging
import socket
import struct
import time
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings

from eprimo.foundation.sandbox.errors import NBSP, NotRead

logger = logging.getLogger("eprimo.sandbox")

# Seconds for a file, and bytes that are sent at once.
_SECONDS = 5.0
_CHUNK = 1 << 16
_LONGEST_ANSWER = 4096
# What the antivirus of the tests takes for a virus, as all of them do.
_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Infected(NotRead):
    """The antivirus names what it found, which nobody but the log is told."""

    code = "infected"
    sentence = (
        f"L’antivirus a reconnu un programme malveillant dans ce fichier{NBSP}: il n’est pas gardé. Prévenez la "
        "personne qui vous l’a donné."
    )


class Away(NotRead):
    """The antivirus does not answer, or says that it could not look."""

    code = "antivirus-away"
    sentence = (
        f"L’antivirus ne répond pas, et rien n’est gardé sans avoir été vérifié{NBSP}: recommencez dans "
        "quelques minutes."
    )


def check_clean(content: bytes) -> None:
    """Raises Infected, Away. Without antivirus, nothing is looked at."""
    backend = backend_of(settings.ANTIVIRUS)
    if backend is not None and (name := backend(content)):
        logger.warning("antivirus: %s", name[:80])
        raise Infected


def backend_of(said: str) -> Callable[[bytes], str] | None:
    """A function that names what it finds, or nothing. ValueError for what is no setting."""
    kind, _, address = said.partition(":")
    if not said:
        return None
    if said == "fixture":
        return lambda content: "Eicar-Test" if _EICAR in content else ""
    if kind != "clamd" or not address:
        raise ValueError("EPRIMO_ANTIVIRUS is empty, clamd:/path/of/a/socket or clamd:127.0.0.1:3310.")
    place = _place(address)
    return lambda content: _clamd(place, content)


def _place(address: str) -> str | tuple[str, int]:
    if address.startswith("/"):
        return address
    host, _, port = address.rpartition(":")
    if not port.isdecimal() or not ip_address(host.strip("[]")).is_loopback:
        raise ValueError("EPRIMO_ANTIVIRUS: clamd has no password, and is reached on this machine only.")
    return host.strip("[]"), int(port)


def _clamd(place: str | tuple[str, int], content: bytes) -> str:
    """The file in pieces (INSTREAM), and what clamd says of it."""
    until = time.monotonic() + _SECONDS
    try:
        with _connected(place) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for at in range(0, len(content), _CHUNK):
                part = content[at : at + _CHUNK]
                clamd.settimeout(max(0.01, until - time.monotonic()))
                clamd.sendall(struct.pack(">I", len(part)) + part)
            clamd.sendall(struct.pack(">I", 0))
            answer = _answer(clamd, until)
    except OSError as error:
        logger.error("antivirus away: %s", type(error).__name__)
        raise Away from error
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND") or "?"
    if answer != "stream: OK":
        logger.error("antivirus could not look: %s", answer[:80])
        raise Away
    return ""


def _connected(place: str | tuple[str, int]) -> socket.socket:
    family = (
        socket.AF_UNIX if isinstance(place, str) else socket.AF_INET6 if ":" in place[0] else socket.AF_INET
    )
    made = socket.socket(family)
    try:
        made.settimeout(_SECONDS)
        made.connect(place)
    except OSError:
        made.close()
        raise
    return made


def _answer(clamd: socket.socket, until: float) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        clamd.settimeout(max(0.01, until - time.monotonic()))
        part = clamd.recv(_LONGEST_ANSWER)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
