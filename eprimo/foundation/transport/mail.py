"""E-mail as an interface: letters go out by any SMTP server, and each comes back with what became of it.

A refused address is known at once by the server's answer, or later by a report (`reports`).
"""

import contextlib
import logging
import smtplib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.utils import format_datetime, parseaddr
from enum import StrEnum
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers

from eprimo.foundation.kernel import clock
from eprimo.foundation.transport.tokens import envelope_sender, message_id

logger = logging.getLogger("eprimo.mail")

_PERMANENT = 500
# At the recipient's turn: a full box (5.2.2) empties, a policy (5.7) is about us, not about the address.
_NOT_THE_ADDRESS = ("5.2.2", "5.7.")


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one address. `token` names the sending in its Message-ID and its envelope: opaque, unguessable."""

    to: str
    subject: str
    text: str
    html: str = ""
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    # (name, content, media type) of each attached file.
    files: tuple[tuple[str, bytes, str], ...] = ()


class Fate(StrEnum):
    SENT = "sent"
    # The server wants it later, or refuses it for a reason that is not the address.
    LATER = "later"
    # The address refuses, for good.
    REFUSED = "refused"
    # No server answers: nothing is known of this letter, nor of those after it.
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Result:
    letter: Letter
    fate: Fate
    # « 550 5.1.1 », never the sentence of the server: it may repeat the address.
    code: str = ""


class Mailer(Protocol):
    """What sends letters."""

    def send(self, letters: Iterable[Letter]) -> Iterator[Result]:
        """A result for each, in order, as soon as it is known."""


class SmtpMailer:
    """Over the mailer of the settings: one connection for all the letters of a call."""

    def send(self, letters: Iterable[Letter]) -> Iterator[Result]:
        connection: Any = mailers.default
        away = False
        try:
            for letter in letters:
                result = Result(letter, Fate.AWAY) if away else _send(connection, letter)
                away = result.fate == Fate.AWAY
                yield result
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.close()


def _send(connection: Any, letter: Letter) -> Result:
    """Send one; a connection that fell is opened again once."""
    for again in (True, False):
        try:
            connection.open()
            if not connection.send_messages([as_message(letter)]):
                raise ValueError("to nobody")
        except ValueError:
            # An address or a head that cannot be written: the letters after it go.
            logger.warning("a letter that cannot be written")
            return Result(letter, Fate.LATER)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            return _refusal(letter, code, text)
        except (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError) as error:
            return _gone(connection, letter, error)
        except smtplib.SMTPResponseException as error:
            # At the sender's turn or after the text: about us or the letter, never about the address.
            return Result(letter, Fate.LATER, _code(error.smtp_code, error.smtp_error))
        except OSError as error:  # a lost connection, and every other SMTP error
            _drop(connection)
            if not again:
                return _gone(connection, letter, error)
        else:
            return Result(letter, Fate.SENT)
    raise AssertionError


def _gone(connection: Any, letter: Letter, error: Exception) -> Result:
    _drop(connection)
    logger.warning("no mail server answers: %s", type(error).__name__)
    return Result(letter, Fate.AWAY, type(error).__name__)


def _drop(connection: Any) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.close()
    connection.connection = None


def _refusal(letter: Letter, code: int, text: bytes | str) -> Result:
    words = _code(code, text)
    enhanced = words.partition(" ")[2]
    lasting = code >= _PERMANENT and not enhanced.startswith(_NOT_THE_ADDRESS)
    return Result(letter, Fate.REFUSED if lasting else Fate.LATER, words)


def _code(code: int, text: bytes | str) -> str:
    """« 550 5.1.1 »: the numbers at the head of an answer."""
    first = (text.decode("ascii", "replace") if isinstance(text, bytes) else text).split(" ", 1)[0]
    parts = first.split(".")
    enhanced = len(parts) == 3 and all(part.isdigit() for part in parts)  # noqa: PLR2004 - class, subject, detail
    return f"{code} {first}" if enhanced else str(code)


def as_message(letter: Letter) -> EmailMultiAlternatives:
    """The message of a letter: dated by the given clock, named by its token, both parts saying the same."""
    sender = settings.DEFAULT_FROM_EMAIL
    headers = {
        "From": sender,
        "Date": format_datetime(clock.now()),
        "Message-ID": message_id(letter.token, parseaddr(sender)[1]),
        "Auto-Submitted": "auto-generated",
        **letter.headers,
    }
    envelope = envelope_sender(letter.token) or sender
    message = EmailMultiAlternatives(letter.subject, letter.text, envelope, [letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    for name, content, kind in letter.files:
        message.attach(name, content, kind)
    return message


def configured() -> bool:
    """Is there a way out at all?"""
    return not str(settings.MAILERS["default"]["BACKEND"]).endswith(".dummy.EmailBackend")


_mailer: Mailer = SmtpMailer()


def mailer() -> Mailer:
    return _mailer


@contextlib.contextmanager
def using(other: Mailer) -> Iterator[None]:
    """Another mailer for the length of a block."""
    global _mailer  # noqa: PLW0603 - one mailer a process is the point
    before, _mailer = _mailer, other
    try:
        yield
    finally:
        _mailer = before
