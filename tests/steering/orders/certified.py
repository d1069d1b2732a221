"""Authorities, people whom they certify, and PDFs that these people signed electronically."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

STARTS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Holder:
    """A certificate, and the key that goes with it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def certified(
    name: str, by: Holder | None = None, *, ends: datetime = ENDS, authority: bool = False
) -> Holder:
    """An authority; with `by` a person whom it certifies, or an `authority` below it."""
    key, is_authority = ec.generate_private_key(ec.SECP256R1()), by is None or authority
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = subject if by is None else by.certificate.subject
    usage = x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=not is_authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_authority, crl_sign=is_authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(STARTS)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key if by is None else by.key, hashes.SHA256())
    )
    return Holder(made, key)


def signed(content: bytes, holder: Holder, by: Holder) -> bytes:
    """That PDF, signed by the holder of a certificate of `by`."""
    plain = holder.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()
    store.register(asn1.Certificate.load(by.der))
    signer = signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(holder.der), signing_key=keys.PrivateKeyInfo.load(plain), cert_registry=store
    )  # fmt: skip
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    made: bytes = signers.sign_pdf(
        writer, signers.PdfSignatureMetadata(field_name="Signature"), signer=signer
    ).getvalue()
    return made
