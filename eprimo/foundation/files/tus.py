"""What a request and an answer of resumable sending say in their heads: tus 1.0 (https://tus.io), with creation,
expiration and termination. No view and no row here."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from django.utils.http import http_date

from eprimo.foundation.files.refusals import MOST_BYTES
from eprimo.foundation.kernel.errors import DomainError

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
PART = "application/offset+octet-stream"
# Of one request: what a line of a telephone brings in a few seconds, and what is sent again after a cut.
MOST_OF_PART = 1024 * 1024
ALWAYS = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
CAN = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(MOST_BYTES)}
_DIGITS = 15


class Misspoken(DomainError):
    """A request says what no browser of ours says."""

    code = "tus"
    sentence = "Cet envoi n’est pas compris\N{NO-BREAK SPACE}: rechargez la page, puis recommencez."

    def __init__(self, status: HTTPStatus) -> None:
        self.status = int(status)
        super().__init__()


def require_version(headers: Mapping[str, str]) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise Misspoken(HTTPStatus.PRECONDITION_FAILED)


def announced(headers: Mapping[str, str]) -> tuple[str, int]:
    """Return the name and the length of a file that will be sent."""
    return _name(headers.get("Upload-Metadata", "")), _number(headers.get("Upload-Length", ""))


def offset_of(headers: Mapping[str, str]) -> int:
    """Return where the bytes of this request begin."""
    if headers.get("Content-Type") != PART:
        raise Misspoken(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return _number(headers.get("Upload-Offset", ""))


def stands(received: int, length: int, until: datetime) -> dict[str, str]:
    """Return the headers that say how far a file has come, and until when it waits for the rest."""
    return {
        "Upload-Offset": str(received), "Upload-Length": str(length), "Upload-Expires": http_date(until.timestamp()),
    }  # fmt: skip


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) <= _DIGITS):
        raise Misspoken(HTTPStatus.BAD_REQUEST)
    return int(said)


def _name(metadata: str) -> str:
    for pair in metadata.split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError, ValueError):
                raise Misspoken(HTTPStatus.BAD_REQUEST) from None
    return ""
