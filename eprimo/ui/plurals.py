"""Numbers with the word that follows them, in French: loaded by readers of files, which know nothing of Django."""

NBSP = "\N{NO-BREAK SPACE}"
# In French, two is the first plural.
_FIRST_PLURAL = 2


def plural(count: float, singular: str, several: str = "") -> str:
    """The form that goes with the number: in French the plural starts at 2. Without `several`, adds an s."""
    return singular if abs(count) < _FIRST_PLURAL else several or f"{singular}s"


def counted(count: int, singular: str, several: str = "") -> str:
    """« 0 famille », « 1 famille », « 3 familles »."""
    return f"{count}{NBSP}{plural(count, singular, several)}"
