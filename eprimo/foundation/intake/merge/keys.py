"""The keys that a source without keys gets: school, folded names, birth date or a number that parts namesakes.

A key is given once and never changes, whatever is corrected later: names are then found by the person's own.
"""

import hashlib
from datetime import date

from eprimo.foundation.intake.onde.text import fold

_LONGEST = 150


def pupil_base(uai: str, last_name: str, first_name: str, birth_date: date | None) -> str:
    """The key of a pupil without its number."""
    return _base(
        "pupil", uai, fold(last_name), fold(first_name), birth_date.isoformat() if birth_date else ""
    )


def guardian_base(uai: str, last_name: str, first_name: str) -> str:
    """The key of a guardian without its number: addresses move, so they part namesakes but are not in the key."""
    return _base("guardian", uai, fold(last_name), fold(first_name))


def teacher_base(uai: str, last_name: str, first_name: str) -> str:
    """The key of a teacher without its number."""
    return _base("teacher", uai, fold(last_name), fold(first_name))


def ine_key(ine: str) -> str:
    """The key of a pupil whose national number is known."""
    return f"ine:{ine}"


def outside_key(kind: str, uai: str, external_id: str) -> str:
    """The key of a person to whom the file itself gives an identifier."""
    return _base("id", uai, kind, external_id)


def base_of(key: str) -> str:
    """The key without its number."""
    return key.rpartition(":")[0]


def _base(*parts: str) -> str:
    text = ":".join(parts)
    if len(text) <= _LONGEST:
        return text
    return f"{parts[0]}:{parts[1]}:{hashlib.sha256(text.encode()).hexdigest()}"
