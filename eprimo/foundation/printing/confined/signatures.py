"""The electronic signatures of a PDF that a stranger gave, and the certificates by which they are trusted.

`pyhanko` answers in coroutines; none of them waits for anything here, as nothing is fetched, so each is run to its end
by hand: a child can open no event loop.
"""

import base64
import io
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any

import asn1crypto
import cryptography
import pyhanko
import pyhanko_certvalidator
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from eprimo.foundation.printing.sandbox_messages import Certificate, Problem, Signed, SignedFile
from eprimo.foundation.sandbox.preload import load_whole
from eprimo.foundation.sandbox.refusal import Refused

for _package in (asn1crypto, cryptography, pyhanko, pyhanko_certvalidator):
    load_whole(_package)

# A form is signed by few people.
_MOST = 8
_LONGEST = 200
# Signatures of people say the second, seals of bodies mostly the first.
_USAGES = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def signatures_of(content: bytes, roots: Sequence[str], at: str) -> SignedFile:
    """Every signature of the file, in order, held to these certificates (DER in base64) on that instant. Raises
    Refused by a Problem when it cannot be read."""
    moment = datetime.fromisoformat(at)
    anchors = [x509.Certificate.load(base64.b64decode(one)) for one in roots]
    try:
        found = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        if len(found) > _MOST:
            raise Refused(Problem.MANY)
        return SignedFile(tuple(_signed(one, anchors, moment) for one in found))
    except Refused:
        raise
    except Exception as error:  # a broken file breaks its reader in any way
        raise Refused(Problem.UNREAD) from error


def _signed(one: Any, anchors: Sequence[x509.Certificate], moment: datetime) -> Signed:
    context = ValidationContext(trust_roots=list(anchors), allow_fetching=False, moment=moment)
    status = _ended(
        async_validate_pdf_signature(one, signer_validation_context=context, key_usage_settings=_USAGES)
    )
    subject, issuer = status.signing_cert.subject, status.signing_cert.issuer
    is_whole = bool(
        status.intact
        and status.valid
        and status.docmdp_ok
        and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
        and status.modification_level is not None
        and status.modification_level <= ModificationLevel.FORM_FILLING
    )
    return Signed(
        signer=_named(subject), issuer=_named(issuer), said_at=status.signer_reported_dt, is_whole=is_whole,
        problem=_problem(status) if not status.trusted else "",
    )  # fmt: skip


def _ended(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What it returns. Raises Refused when it waits for something: nothing would come."""
    try:
        coroutine.send(None)
    except StopIteration as ended:
        return ended.value
    coroutine.close()
    raise Refused(Problem.UNREAD)


def _problem(status: Any) -> Problem:
    """Why its certificate is not trusted, as the standard of signatures names it (ETSI EN 319 102-1)."""
    said = getattr(status.trust_problem_indic, "name", "")
    if "OUT_OF_BOUNDS" in said or "EXPIRED" in said:
        return Problem.EXPIRED
    if "REVOKED" in said:
        return Problem.REVOKED
    return Problem.USE if "CONSTRAINTS" in said else Problem.CHAIN


def _named(name: x509.Name) -> str:
    """Who it is, as people read it: the common name, with its organisation."""
    said: dict[str, Any] = name.native
    words = [said.get("common_name"), said.get("organization_name")]
    return (
        ", ".join(dict.fromkeys(str(one) for one in words if one))[:_LONGEST]
        or name.human_friendly[:_LONGEST]
    )


def certificate_of(content: bytes) -> Certificate:
    """What a certificate says. Raises Refused by a Problem for what is none, or is not one that signs others."""
    try:
        der = pem.unarmor(content)[2] if pem.detect(content) else content
        found = x509.Certificate.load(der, strict=True)
        is_authority = bool(found.ca)
        told = Certificate(
            der=der, subject=_named(found.subject), issuer=_named(found.issuer), sha256=found.sha256.hex(),
            starts=found.not_valid_before, ends=found.not_valid_after,
        )  # fmt: skip
    except Exception as error:  # a broken file breaks its reader in any way
        raise Refused(Problem.UNREAD) from error
    if not is_authority:
        raise Refused(Problem.USE, told.subject)
    return told
