"""A pupil's three words: kept encrypted, so that a lost card is printed again, and compared without hurry.

Stored as « 1:KEY:TOKEN »: the form, the first letters of the key's print, the token. `CARD_KEY` may hold several
keys by spaces, the newest first: it encrypts, the others still open what they closed.
"""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.secrets_words import draw_words, normalise_words
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError

type Words = tuple[str, str, str]

_FORM = "1"


class WordsUnreadable(DomainError):
    """The key that closed these words is no longer given."""

    code = "words-unreadable"
    sentence = "Les trois mots de cet élève ne peuvent plus être lus. Donnez-lui-en de nouveaux."
    status = 409


@cache
def _locks(keys: str) -> dict[str, Fernet]:
    """The locks by the print of their keys, the newest first."""
    found = {}
    for key in keys.split():
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"eprimo pupils' words").derive(
            key.encode()
        )
        name = hashlib.sha256(b"name:" + derived).hexdigest()[:8]
        found[name] = Fernet(base64.urlsafe_b64encode(derived))
    return found


def words_close(account_id: int, words: Words) -> bytes:
    """The words encrypted, tied to the account: moved to another row they do not open."""
    name, lock = next(iter(_locks(settings.CARD_KEY).items()))
    token = lock.encrypt_at_time(f"{account_id}:{' '.join(words)}".encode(), int(clock.now().timestamp()))
    return f"{_FORM}:{name}:{token.decode()}".encode()


def words_open(account: Account) -> Words:
    """The words of an account that has some. WordsUnreadable: the key is gone, or the row was tampered with."""
    form, name, token = bytes(account.words or b"::").decode().split(":", 2)
    lock = _locks(settings.CARD_KEY).get(name)
    if form != _FORM or lock is None:
        raise WordsUnreadable
    try:
        owner, text = lock.decrypt(token.encode()).decode().split(":", 1)
    except InvalidToken as error:
        raise WordsUnreadable from error
    if owner != str(account.pk):
        raise WordsUnreadable
    first, second, third = text.split(" ")
    return first, second, third


def words_match(account: Account, typed: str) -> bool:
    """Are these the words, but for capitals, accents and spaces?"""
    try:
        right = " ".join(words_open(account))
    except WordsUnreadable:
        return False
    return hmac.compare_digest(normalise_words(typed).encode(), normalise_words(right).encode())


def words_drawn(account_id: int) -> bytes:
    """Three new words, encrypted."""
    first, second, third = draw_words()
    return words_close(account_id, (first, second, third))
