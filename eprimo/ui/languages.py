"""The languages that families and pupils read in, and how a page, an e-mail or a slip takes one.

French is written in the code; the others are catalogues under `eprimo/locale`. What an author wrote is never
translated: it stands in its own `lang`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi, get_language_from_request, override

SOURCE = "fr"
# Each by its own name: who looks for theirs knows no other word for it.
NAMES = {"fr": "Français", "en": "English", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})


def known(language: str) -> str:
    """The language when it is one of ours, else ''."""
    return language if language in NAMES else ""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, texts, dates and numbers are those of that language; '' and unknown ones mean French.

    For what no request carries: `with speaking(account.language): render_to_string(…)` in an e-mail or a slip.
    """
    with override(known(language) or SOURCE):
        yield


def spoken() -> str:
    """The language in use."""
    return known(get_language() or "") or SOURCE


def listed(items: Iterable[str]) -> str:
    """One after another, with the comma of the language in use."""
    return ("، " if direction() == "rtl" else ", ").join(items)


def direction() -> str:
    """« rtl » or « ltr », for the language in use."""
    return "rtl" if get_language_bidi() else "ltr"


def wished(request: HttpRequest, own: str = "") -> str:
    """One's own choice, else this device's (cookie), else the browser's first that we have, else French."""
    return known(own) or known(get_language_from_request(request)) or SOURCE
