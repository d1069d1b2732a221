"""What browsers report that they refused: noted for the operator without a word about who it was.

Of a report are kept its kind, the rule, the name of our page and the origin of what was refused: no address of a page,
which names things, no line of a script, no browser, no network.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

logger = logging.getLogger("eprimo.reports")

# Of one body, and of each word that is kept.
MOST, LONGEST = 10, 60
LARGEST = 16 * 1024
# Words that a browser says in place of an address.
_PLAIN = frozenset({"inline", "eval", "self", "data", "blob", "trusted-types-policy", "trusted-types-sink"})


def noted(body: bytes) -> int:
    """Write down what is readable; returns how many. Anybody may send anything here."""
    found = list(_read(body))[:MOST]
    for kind, rule, page, refused in found:
        logger.warning("report: kind=%s rule=%s page=%s refused=%s", kind, rule, page, refused)
    return len(found)


def _read(body: bytes) -> Iterator[tuple[str, str, str, str]]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(one, dict):
            continue
        # The older form has one report, under its own name.
        inner = one.get("csp-report") or one.get("body")
        if isinstance(inner, dict):
            yield (
                _word("csp-violation" if "csp-report" in one else one.get("type")),
                _word(
                    _first(
                        inner,
                        "effectiveDirective",
                        "effective-directive",
                        "violated-directive",
                        "disposition",
                    )
                ),
                _page(_first(inner, "documentURL", "document-uri") or one.get("url")),
                _origin(_first(inner, "blockedURL", "blocked-uri", "openerURL")),
            )


def _first(inner: dict[str, Any], *names: str) -> Any:
    return next((inner[name] for name in names if inner.get(name)), "")


def _word(said: Any) -> str:
    """Letters and dashes of it: a line of a log is one line."""
    text = said.split(" ")[0] if isinstance(said, str) else ""
    return (
        "".join(char for char in text if char.isascii() and (char.isalnum() or char == "-"))[:LONGEST] or "-"
    )


def _page(said: Any) -> str:
    try:
        return resolve(urlsplit(said).path).view_name if isinstance(said, str) else "-"
    except (ValueError, Resolver404):
        return "-"


def _origin(said: Any) -> str:
    if not isinstance(said, str):
        return "-"
    if said in _PLAIN:
        return said
    try:
        parts = urlsplit(said)
    except ValueError:
        return "-"
    host = "".join(
        char for char in parts.hostname or "" if char.isascii() and (char.isalnum() or char in ".-")
    )
    return f"{_word(parts.scheme)}:{host[:LONGEST]}" if parts.scheme else "-"
