"""PDFs that were signed electronically: whole, by whom, and trusted by certificates that somebody filed. No network:
what an authority revoked since is not known here.

A PDF that is printed here to be signed bears the hash of its own bytes, so that one that comes back unsigned is known.
A scan, and a PDF that somebody signed, are other bytes."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.printing.sandbox_messages import Certificate, Problem, Signed, SignedFile
from eprimo.foundation.sandbox.errors import NBSP
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refusal import Refused
from eprimo.ui.french import day_month_year

_LIMITS = Limits(seconds=4.0)
_SIGNATURES = Parser(
    "signatures", "eprimo.foundation.printing.confined.signatures:signatures_of", SignedFile, limits=_LIMITS
)
_CERTIFICATE = Parser(
    "certificate",
    "eprimo.foundation.printing.confined.signatures:certificate_of",
    Certificate,
    limits=_LIMITS,
)
# Every signature says which bytes it covers, outside of what may be packed.
_MARK = b"/ByteRange"
_MOST_BYTES = 64 * 1024
_AGAIN = "signez-le de nouveau, ou joignez le bon signé à la main"
_UNTRUSTED = {
    Problem.EXPIRED: "son certificat n’est pas valable aujourd’hui",
    Problem.REVOKED: "son certificat est révoqué",
    Problem.USE: "son certificat n’est pas fait pour signer",
}

# A comment before the last words of the file (ISO 32000-1, 7.2.3): no reader shows it.
_END = re.compile(rb"startxref\n\d{1,12}\n%%EOF\s*\Z")
_OWN_HASH = re.compile(rb"%eprimo ([0-9a-f]{64})\n(?=startxref\n\d{1,12}\n%%EOF\s*\Z)")
# As far from the end as the mark may stand.
_TAIL = 256


class WrongSignature(DomainError):
    """An electronic signature that does not hold; the sentence says which, and what to do."""

    code = "wrong-signature"
    status = 422


class WrongCertificate(DomainError):
    """What was filed as a certificate is none that signs others."""

    code = "wrong-certificate"
    status = 422


def verified(
    content: bytes, roots: Iterable[bytes], at: datetime, *, field: str = "file"
) -> Sequence[Signed]:
    """The electronic signatures of a PDF, all of them whole and trusted; none: it has none. Raises WrongSignature,
    NotRead."""
    if _MARK not in content:
        return ()
    try:
        anchors = [base64.b64encode(one).decode() for one in roots]
        found = _SIGNATURES.run(content, roots=anchors, at=at.isoformat()).signatures
    except Refused as refused:
        words = "il en porte trop" if refused.code == Problem.MANY else "elle est abîmée"
        raise WrongSignature(
            f"La signature électronique de ce PDF ne se lit pas{NBSP}: {words}. Alors {_AGAIN}.", field=field
        ) from refused
    for one in found:
        if words := _wrong(one):
            raise WrongSignature(words, field=field)
    return found


def _wrong(one: Signed) -> str:
    if not one.is_whole:
        return f"Ce PDF a changé après la signature électronique de {one.signer}{NBSP}: {_AGAIN}."
    if not one.problem:
        return ""
    if why := _UNTRUSTED.get(Problem(one.problem)):
        return f"La signature électronique de {one.signer} n’est pas prise{NBSP}: {why}. Alors {_AGAIN}."
    return (
        f"La signature électronique de {one.signer} ne remonte à aucun certificat que la coordination a déposé (le "
        f"sien est délivré par {one.issuer}){NBSP}: demandez-lui de déposer celui de l’autorité, ou joignez le bon "
        "signé à la main."
    )


def certificate_read(content: bytes, at: datetime, *, field: str = "file") -> Certificate:
    """A certificate that signs others, valid on that instant. Raises WrongCertificate, NotRead."""
    if len(content) > _MOST_BYTES:
        raise WrongCertificate(
            f"Ce fichier est trop lourd pour un certificat{NBSP}: 64 Ko au plus.", field=field
        )
    try:
        found = _CERTIFICATE.run(content)
    except Refused as refused:
        if refused.code == Problem.USE:
            words = (
                f"Ce certificat est celui de {refused.said}{NBSP}: déposez celui de l’autorité qui l’a délivré, pas "
                "celui de qui signe."
            )
        else:
            words = f"Ce fichier n’est pas un certificat{NBSP}: donnez celui de l’autorité (PEM, CRT, CER ou DER)."
        raise WrongCertificate(words, field=field) from refused
    if not found.starts <= at < found.ends:
        first, last = day_month_year(found.starts), day_month_year(found.ends)
        raise WrongCertificate(
            f"Ce certificat vaut du {first} au {last}{NBSP}: pas aujourd’hui.", field=field
        )
    return found


def marked(pdf: bytes) -> bytes:
    """The same document, which `is_unchanged` knows. A file that ends in another way stays as it is."""
    found = _END.search(pdf, max(0, len(pdf) - _TAIL))
    if found is None:
        return pdf
    at = found.start()
    return b"%b%%eprimo %b\n%b" % (pdf[:at], hashlib.sha256(pdf).hexdigest().encode(), pdf[at:])


def is_unchanged(content: bytes) -> bool:
    """Whether this is, byte by byte, what `marked` gave."""
    found = _OWN_HASH.search(content, max(0, len(content) - _TAIL))
    if found is None:
        return False
    plain = content[: found.start()] + content[found.end() :]
    return hashlib.sha256(plain).hexdigest().encode() == found[1]
