"""The key that signs what is pushed: 32 bytes, base64url. The public half is worked out from it."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec


def new_private_key() -> str:
    """A fresh one. Changing it ends every subscription: browsers tied theirs to the public half."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
