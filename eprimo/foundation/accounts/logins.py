"""Logins: « prenom.nom », without accents, with a number where several people share a name."""

import re
from collections import Counter
from collections.abc import Iterable

from eprimo.foundation.accounts.models import Account, LoginBase
from eprimo.foundation.kernel.text import fold

_LONGEST_BASE = 48
_NOT_IN_LOGIN = re.compile(r"[^a-z0-9.]+")
_NUMBER = re.compile(r"(?<![0-9])[0-9]+\Z")


def login_base(first_name: str, last_name: str) -> str:
    """« lea-lou.le-goff » for « Léa-Lou LE GOFF »; never ends with a digit, and never empty."""
    parts = [
        _NOT_IN_LOGIN.sub("-", fold(name).replace(" ", "-")).strip("-.") for name in (first_name, last_name)
    ]
    base = ".".join(part for part in parts if part)[:_LONGEST_BASE].rstrip("0123456789-.")
    return base if len(base) > 1 else "compte"


def typed_login(text: str) -> str:
    """What somebody typed as a login, forgiven its capitals, accents and spaces."""
    folded = fold(text.replace(".", "\1").replace("-", "\2")).replace(" ", "")
    return folded.replace("\1", ".").replace("\2", "-")[:64]


def logins_for(bases: Iterable[str]) -> list[str]:
    """A login that nobody has for each base, in the same order: one statement, whatever their number."""
    wanted = list(bases)
    greatest: Counter[str] = Counter()
    taken = (
        Account.objects.alias(base=LoginBase("login"))
        .filter(base__in=set(wanted))
        .values_list("login", flat=True)
    )
    for login in taken:
        number = _NUMBER.search(login)
        base = _NUMBER.sub("", login)
        greatest[base] = max(greatest[base], int(number.group()) if number else 1)
    made = []
    for base in wanted:
        greatest[base] += 1
        made.append(base if greatest[base] == 1 else f"{base}{greatest[base]}")
    return made
