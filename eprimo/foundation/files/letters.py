"""Words that come out of strangers' files: letters that people see, and nothing that turns or hides what follows."""

import unicodedata

_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
# Soft hyphens at the end of a line, as PDFium tells them.
_CUT = "\ufffe"


def seen_letters(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one) not in _UNSEEN)


def read_aloud(text: str) -> str:
    """Return the lines of a page: words that were cut at the end of a line are whole, paragraphs are parted by a line
    feed."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace(f"{_CUT}\n", "").replace(_CUT, "")
    lines = (" ".join(seen_letters(" ".join(one.split())).split()) for one in whole.split("\n"))
    return "\n".join(one for one in lines if one)
