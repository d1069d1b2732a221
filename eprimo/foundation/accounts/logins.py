"""Logins: « prenom.nom », without accents, with a number where several people share a name."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from eprimo.foundation.kernel.statements import Statement
from eprimo.foundation.kernel.text import fold
from eprimo.foundation.kernel.wall import INSTALLERS, make_functions

_LONGEST_BASE = 48
_NOT_IN_LOGIN = re.compile(r"[^a-z0-9.]+")
CALLED = ("wall.greatest_logins(text[])",)
_GREATEST = Statement("SELECT base, number FROM wall.greatest_logins(%(bases)s)")


def login_base(first_name: str, last_name: str) -> str:
    """Return « lea-lou.le-goff » for « Léa-Lou LE GOFF »; it never ends with a digit, and is never empty."""
    parts = [
        _NOT_IN_LOGIN.sub("-", fold(name).replace(" ", "-")).strip("-.") for name in (first_name, last_name)
    ]
    base = ".".join(part for part in parts if part)[:_LONGEST_BASE].rstrip("0123456789-.")
    return base if len(base) > 1 else "compte"


def typed_login(text: str) -> str:
    """Return what somebody typed as a login, forgiven its capitals, accents and spaces."""
    folded = fold(text.replace(".", "\1").replace("-", "\2")).replace(" ", "")
    return folded.replace("\1", ".").replace("\2", "-")[:64]


def logins_for(bases: Iterable[str]) -> list[str]:
    """Return a login that nobody has for each base, in the same order: one statement, whatever their number."""
    wanted = list(bases)
    greatest = Counter(dict(_GREATEST.rows(bases=sorted(set(wanted)))))
    made = []
    for base in wanted:
        greatest[base] += 1
        made.append(base if greatest[base] == 1 else f"{base}{greatest[base]}")
    return made


@INSTALLERS.append
def _install() -> None:
    text = Path(__file__).with_name("wall.sql").read_text(encoding="utf-8")
    make_functions(text, called=CALLED)
