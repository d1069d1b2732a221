"""A PDF that is printed here to be signed bears the hash of its own bytes, so that it is known when it comes back as
it went: unsigned. A scan, and a PDF that somebody signed, are other bytes."""

import hashlib
import re

# A comment before the last words of the file (ISO 32000-1, 7.2.3): no reader shows it.
_END = re.compile(rb"startxref\n\d{1,12}\n%%EOF\s*\Z")
_MARK = re.compile(rb"%eprimo ([0-9a-f]{64})\n(?=startxref\n\d{1,12}\n%%EOF\s*\Z)")
# As far from the end as the mark may stand.
_TAIL = 256


def marked(pdf: bytes) -> bytes:
    """The same document, which `is_unchanged` knows. A file that ends in another way stays as it is."""
    found = _END.search(pdf, max(0, len(pdf) - _TAIL))
    if found is None:
        return pdf
    at = found.start()
    return b"%b%%eprimo %b\n%b" % (pdf[:at], hashlib.sha256(pdf).hexdigest().encode(), pdf[at:])


def is_unchanged(content: bytes) -> bool:
    """Whether this is, byte by byte, what `marked` gave."""
    found = _MARK.search(content, max(0, len(content) - _TAIL))
    if found is None:
        return False
    plain = content[: found.start()] + content[found.end() :]
    return hashlib.sha256(plain).hexdigest().encode() == found[1]
