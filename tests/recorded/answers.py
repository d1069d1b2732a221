"""What an answer says, as text: status, headers, and the page, file or document that it holds."""

import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache

from django.conf import settings
from django.http import HttpResponse
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tests.recorded.plain import plain_html, plain_marks, plain_text

# Told by the size alone: what is drawn or recorded is looked at by other tests.
_SIZE_ALONE = ("image/", "audio/", "font/", "video/")
_PDF, _ARCHIVE = b"%PDF-", b"PK\x03\x04"
_ENDLESS = "text/event-stream"
_VOLATILE = {"content-length", "date", "expires", "last-modified", "server-timing"}
# Marks of who asks, of the session and of rights.
_MARKS = {"x-eprimo-person", "x-eprimo-owner", "x-eprimo-rights"}
_FIRST_REFUSED = 400


def answer_text(response: HttpResponse) -> str:
    """The whole of it; bytes that differ with each run (identifiers, dates of files, drawn values) left out."""
    kind = response.headers.get("Content-Type", "")
    head = [str(response.status_code), *sorted(_headers(response)), *sorted(_cookies(response))]
    if kind.startswith(_ENDLESS):
        return "\n".join(head)
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return "\n".join([*head, "", content_text(kind, content)])


def _headers(response: HttpResponse) -> Iterator[str]:
    for name, value in response.items():
        key = name.lower()
        if key in _VOLATILE or (key == "vary" and _is_refusal(response)):
            continue
        yield f"{name}: {plain_marks(value) if key in _MARKS else plain_text(value)}"


def _cookies(response: HttpResponse) -> Iterator[str]:
    for name, cookie in response.cookies.items():
        if name == settings.CSRF_COOKIE_NAME and _is_refusal(response):
            continue
        said = "; ".join(f"{key}={cookie[key]}" for key in sorted(cookie) if cookie[key] and key != "expires")
        yield f"Set-Cookie: {name}; {said}"


def _is_refusal(response: HttpResponse) -> bool:
    """The first refusal of somebody is drawn, with its form to sign out and the token of that; the matrix gives its
    bytes to the next ones, without the token's cookie (tests/matrix/asking.py)."""
    return response.status_code >= _FIRST_REFUSED


def content_text(kind: str, content: bytes) -> str:
    """A page by tags, a PDF by the words of its pages, a workbook or an archive by its parts, a file by its lines."""
    if kind.startswith(_SIZE_ALONE):
        return f"{len(content)} bytes"
    if content.startswith(_PDF):
        return _pdf_text(content)
    if content.startswith(_ARCHIVE):
        return _archive_text(content)
    text = content.decode("utf-8", errors="replace")
    return plain_html(text) if kind.startswith("text/html") else plain_text(text)


def document_text(content: bytes) -> str:
    """A document that is kept as bytes: a PDF, a workbook or an archive; of anything else its size."""
    if content.startswith((_PDF, _ARCHIVE)):
        return content_text("", content)
    return f"{len(content)} bytes"


@lru_cache(maxsize=4096)
def _pdf_text(content: bytes) -> str:
    try:
        reader = PdfReader(io.BytesIO(content))
        title = (reader.metadata or {}).get("/Title", "")
        pages = [plain_text(page.extract_text()) for page in reader.pages]
    except PyPdfError:
        # Some that tests give to keep have no more than a beginning.
        return f"{len(content)} bytes"
    return "\n".join([f"PDF « {title} », {len(pages)} pages", *pages])


def _archive_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(
            f"[{plain_text(name)}]\n{_part_text(archive.read(name))}" for name in sorted(archive.namelist())
        )


def _part_text(part: bytes) -> str:
    try:
        return plain_html(part.decode("utf-8"))
    except UnicodeDecodeError:
        return f"{len(part)} bytes"
