"""Pages leave compressed, by the process that made them: on a slow line one waits for bytes, whatever stands before us.

What could be guessed from a compressed length (BREACH) takes a secret and a stranger's text in one answer, asked for
many times with the person's cookies. Cookies are not sent for another site's requests, the token of forms is masked
anew in each page, and the length is blurred by a hundred bytes at random, as Django's own middleware does.
"""

import gzip
import secrets
from collections.abc import Mapping

type Headers = list[tuple[str, str]]

# Below, what compressing saves is lost in one packet (bytes).
SMALLEST = 1000
# A third of the processor's time of the usual 6, for a tenth more bytes.
LEVEL = 3
BLUR = 100
_TEXT = ("text/", "application/json", "application/manifest+json", "application/xml", "image/svg+xml")
_FNAME = 8
_FLAGS = 3
_HEADER = 10


def compressed(accepted: str, headers: Headers, content: bytes) -> tuple[Headers, bytes]:
    """Headers and content as they leave, when the browser says in Accept-Encoding that it reads gzip."""
    told = {name.lower(): value for name, value in headers}
    if not _is_worth_it(told, content):
        return headers, content
    varied = _with(headers, "Vary", _and(told.get("vary", ""), "Accept-Encoding"))
    if not _reads_gzip(accepted):
        return varied, content
    packed = blurred(gzip.compress(content, LEVEL, mtime=0))
    if etag := told.get("etag", ""):
        varied = _with(varied, "ETag", etag if etag.startswith("W/") else f"W/{etag}")
    varied = _with(varied, "Content-Length", str(len(packed)))
    return [*varied, ("Content-Encoding", "gzip")], packed


def blurred(packed: bytes) -> bytes:
    """The same gzip data, under a file name of a length drawn at random."""
    head = bytearray(packed[:_HEADER])
    head[_FLAGS] |= _FNAME
    return bytes(head) + b"e" * secrets.randbelow(BLUR + 1) + b"\0" + packed[_HEADER:]


def _is_worth_it(told: Mapping[str, str], content: bytes) -> bool:
    kind = told.get("content-type", "")
    return len(content) >= SMALLEST and kind.startswith(_TEXT) and "content-encoding" not in told


def _reads_gzip(accepted: str) -> bool:
    """`gzip`, or `gzip;q=0.5`; not `gzip;q=0`."""
    for one in accepted.split(","):
        name, _, weight = one.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _with(headers: Headers, name: str, value: str) -> Headers:
    return [*(pair for pair in headers if pair[0].lower() != name.lower()), (name, value)]


def _and(vary: str, name: str) -> str:
    kept = [one.strip() for one in vary.split(",") if one.strip()]
    return ", ".join(kept if name.lower() in map(str.lower, kept) else [*kept, name])
