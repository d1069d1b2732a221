"""The mailbox that delivery reports come back to, read by IMAP. Off unless an address is set."""

import contextlib
import imaplib
import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from eprimo.foundation.transport.reports import LARGEST, Report, read_report

logger = logging.getLogger("eprimo.mail")

_TIMEOUT = 20
# Messages read at one visit.
_MOST = 200


class MailboxAway(Exception):
    """The server does not answer, or does not let us in. Says no more: its words may hold the account's name."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where reports are read: imaps://user:password@host:port/INBOX, or imap:// (STARTTLS unless on this machine)."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool

    @classmethod
    def of(cls, url: str) -> "Mailbox":
        parts = urlsplit(url)
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
            raise ValueError("imaps://user:password@host:port/FOLDER")
        tls = parts.scheme == "imaps"
        return cls(
            parts.hostname, parts.port or (993 if tls else 143), unquote(parts.username),
            unquote(parts.password or ""), unquote(parts.path.strip("/")) or "INBOX", tls,
        )  # fmt: skip


def read_reports(box: Mailbox, take: Callable[[Report], bool]) -> int:
    """Give each unread report to `take`. One that it used is deleted (it repeats an address); the others stay, marked
    as read. Returns how many were used. Raises MailboxAway."""
    used = 0
    try:
        with _open(box) as imap:
            _checked(imap.select(_quoted(box.folder)))
            for number in _checked(imap.uid("SEARCH", "UNSEEN"))[0].split()[:_MOST]:
                used += _read_one(imap, number.decode("ascii"), take)
            imap.expunge()
    except (OSError, imaplib.IMAP4.error, ValueError) as error:
        raise MailboxAway(type(error).__name__) from None
    return used


def _read_one(imap: imaplib.IMAP4, number: str, take: Callable[[Report], bool]) -> bool:
    found = _checked(imap.uid("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST + 1}>)"))
    content = next((part[1] for part in found if isinstance(part, tuple)), b"")
    report = read_report(content)
    mine = report is not None and take(report)
    imap.uid("STORE", number, "+FLAGS", r"(\Seen \Deleted)" if mine else r"(\Seen)")
    return mine


@contextlib.contextmanager
def _open(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context()
    if box.tls:
        imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=_TIMEOUT)
    else:
        imap = imaplib.IMAP4(box.host, box.port, timeout=_TIMEOUT)
    with imap:
        if not box.tls and box.host not in {"127.0.0.1", "localhost", "::1"}:
            # A password never travels in clear.
            imap.starttls(context)
        imap.login(box.user, box.password)
        yield imap


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "").replace('"', "") + '"'


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error("refused")
    return data or [b""]
