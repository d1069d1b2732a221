"""An authenticator of software: it makes keys and signs as a telephone does, and as one that lies."""

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

_FLAG = AuthenticatorData.FLAG
_NONE = _FLAG(0)


class SoftKey:
    """One passkey. `verified`: whether a finger or a code was asked for by it."""

    def __init__(self, origin: str, rp_id: str, *, verified: bool = True) -> None:
        self.origin, self.rp_id, self.verified = origin, rp_id, verified
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential = AttestedCredentialData.create(
            Aaguid.NONE,
            sha256(str(id(self)).encode()).digest(),
            ES256.from_cryptography_key(self.key.public_key()),
        )
        self.handle = b""

    def _flags(self, more: Any = _NONE) -> Any:
        return _FLAG.UP | (_FLAG.UV if self.verified else _NONE) | more

    def _hash(self) -> bytes:
        return sha256(self.rp_id.encode()).digest()

    def makes(self, question: str) -> str:
        """The answer to a question of creation."""
        asked = json.loads(question)
        self.handle = websafe_decode(asked["user"]["id"])
        client = CollectedClientData.create("webauthn.create", asked["challenge"], self.origin)
        data = AuthenticatorData.create(self._hash(), self._flags(_FLAG.AT), 0, self.credential)
        attestation = AttestationObject.create("none", data, {})
        return self._said({"clientDataJSON": client.b64, "attestationObject": websafe_encode(attestation)})

    def signs(self, question: str, **lies: Any) -> str:
        """The answer to a question of signature. `lies`: another origin, challenge, user handle, or counter."""
        asked = json.loads(question)
        client = CollectedClientData.create(
            "webauthn.get", lies.get("challenge", asked["challenge"]), lies.get("origin", self.origin)
        )
        data = AuthenticatorData.create(self._hash(), self._flags(), lies.get("counter", 0))
        signature = self.key.sign(data + client.hash, ec.ECDSA(SHA256()))
        handle = lies.get("handle", self.handle)
        return self._said(
            {
                "clientDataJSON": client.b64,
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(handle) if handle else None,
            }
        )

    def _said(self, response: dict[str, Any]) -> str:
        name = websafe_encode(self.credential.credential_id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
