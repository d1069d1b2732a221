"""A pupil's three words: kept encrypted, so that a lost card is printed again, and compared without hurry."""

import hmac

from eprimo.foundation.accounts import locks
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.secrets_words import draw_words, normalise_words
from eprimo.foundation.kernel.errors import DomainError

type Words = tuple[str, str, str]

_PURPOSE = "eprimo pupils' words"


class WordsUnreadable(DomainError):
    """The key that closed these words is no longer given."""

    code = "words-unreadable"
    sentence = "Les trois mots de cet élève ne peuvent plus être lus. Donnez-lui-en de nouveaux."
    status = 409


def words_close(account_id: int, words: Words) -> bytes:
    """The words encrypted, tied to the account: moved to another row they do not open."""
    return locks.closed(_PURPOSE, account_id, " ".join(words))


def words_open(account: Account) -> Words:
    """The words of an account that has some. WordsUnreadable: the key is gone, or the row was tampered with."""
    try:
        text = locks.opened(_PURPOSE, account.pk, bytes(account.words or b"::"))
    except locks.Unreadable as error:
        raise WordsUnreadable from error
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
