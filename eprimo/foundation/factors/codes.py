"""Codes of an application (RFC 6238), codes printed on a sheet, and their secrets as they are kept."""

import base64
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from eprimo.foundation.accounts import encryption
from eprimo.foundation.accounts.passwords import CODE_ALPHABET, normalise_code
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.keyed_hashes import keyed_hash, keyed_hashes

DIGITS, STEP, KEY_BYTES = 6, 30, 20  # what every application takes without being told
# A telephone's clock may be a step early or late.
DRIFT = (-1, 0, 1)
PRINTED, LETTERS = 10, 10
# What a form holds between the drawing of a key and its first code.
ENROLS = timedelta(minutes=15)

_KEPT, _SEALED = "eprimo totp", "eprimo totp enrolment"


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _totp(key: bytes) -> TOTP:
    return TOTP(key, DIGITS, SHA1(), STEP)  # noqa: S303 - what applications compute with; no collision matters here


def code_at(key: bytes, at: datetime) -> str:
    """Return the code of an application at that instant."""
    return _totp(key).generate(int(at.timestamp())).decode()


def step_of(key: bytes, typed: str, *, after: int) -> int | None:
    """Return the step whose code was typed, now or one beside, later than the last one that opened; None: none."""
    now = int(clock.now().timestamp())
    for drift in DRIFT:
        at = now + drift * STEP
        if at // STEP <= after:
            continue
        try:
            _totp(key).verify(typed.encode(), at)
        except InvalidToken:
            continue
        return at // STEP
    return None


def address_of(key: bytes, login: str) -> str:
    """Return what the square says to an application."""
    return _totp(key).get_provisioning_uri(login, "e-primo")


def spelt(key: bytes) -> str:
    """Return the key, to be typed by hand: groups of four letters."""
    text = base64.b32encode(key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def kept(account_id: int, key: bytes) -> bytes:
    """Return a key as it stands in its row: encrypted, tied to the account."""
    return encryption.encrypted(_KEPT, account_id, key.hex())


def opened(account_id: int, stored: bytes) -> bytes:
    """Return the key of a row. Raises `encryption.Unreadable`."""
    return bytes.fromhex(encryption.decrypted(_KEPT, account_id, stored))


def sealed(account_id: int, key: bytes) -> str:
    """Return a key that a form carries until its first code: nothing is written when the page is asked for."""
    until = int((clock.now() + ENROLS).timestamp())
    return encryption.encrypted(_SEALED, account_id, f"{until}:{key.hex()}").decode()


def unsealed(account_id: int, text: str) -> bytes | None:
    """Return the key that a form carried; None: too old, of another account, or not ours."""
    try:
        until, _, key = encryption.decrypted(_SEALED, account_id, text.encode()).partition(":")
    except (encryption.Unreadable, ValueError):
        return None
    return bytes.fromhex(key) if clock.now().timestamp() < int(until) else None


def new_printed() -> str:
    """Draw a code of a sheet, « BCDFG-HJKMN »: 47 bits."""
    drawn = "".join(secrets.choice(CODE_ALPHABET) for _ in range(LETTERS))
    return f"{drawn[:5]}-{drawn[5:]}"


def code_hash(account_id: int, typed: str) -> str:
    """Return what the database knows of a code, tied to its account, however it is typed."""
    return keyed_hash(_said(account_id, typed))


def code_hashes(account_id: int, typed: str) -> list[str]:
    """Return what the database may know of a code that was printed under a key of before."""
    return keyed_hashes(_said(account_id, typed))


def _said(account_id: int, typed: str) -> bytes:
    return f"factor:{account_id}:{normalise_code(typed)}".encode()
