"""A pupil's three words: kept encrypted, so that a lost card is printed again, and compared without hurry."""

import hmac

from eprimo.foundation.accounts import encryption
from eprimo.foundation.accounts.models import Account, ScopedSecret
from eprimo.foundation.accounts.secrets_words import draw_words, normalise_words
from eprimo.foundation.kernel.errors import DomainError

type Words = tuple[str, str, str]

_PURPOSE = "eprimo pupils' words"
_OF_A_SHEET = "eprimo pupils' words of a sheet"


class WordsUnreadable(DomainError):
    """The key that closed these words is no longer given."""

    code = "words-unreadable"
    sentence = "Les trois mots de cet élève ne peuvent plus être lus. Donnez-lui-en de nouveaux."
    status = 409


def words_close(account_id: int, words: Words, *, of_sheet: bool = False) -> bytes:
    """Encrypt the words, tied to the account: moved to another row they do not open, nor those of a school's sheet as
    the words of the whole account."""
    return encryption.encrypted(_OF_A_SHEET if of_sheet else _PURPOSE, account_id, " ".join(words))


def words_open(of: Account | ScopedSecret) -> Words:
    """Decrypt the words of a row that has some. Raises WordsUnreadable: the key is gone, or the row was
    tampered with."""
    purpose, owner = (_PURPOSE, of.pk) if isinstance(of, Account) else (_OF_A_SHEET, of.account_id)
    try:
        text = encryption.decrypted(purpose, owner, bytes(of.words or b"::"))
    except encryption.Unreadable as error:
        raise WordsUnreadable from error
    first, second, third = text.split(" ")
    return first, second, third


def words_match(of: Account | ScopedSecret, typed: str) -> bool:
    """Tell whether these are the words of a row, but for capitals, accents and spaces; never of a row without words."""
    try:
        right = " ".join(words_open(of))
    except WordsUnreadable:
        return False
    return hmac.compare_digest(normalise_words(typed).encode(), normalise_words(right).encode())


def words_drawn(account_id: int, *, of_sheet: bool = False) -> bytes:
    """Draw three new words, encrypted for this account."""
    first, second, third = draw_words()
    return words_close(account_id, (first, second, third), of_sheet=of_sheet)
