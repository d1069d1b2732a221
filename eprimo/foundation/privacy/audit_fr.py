"""What the audit trail says of erasures."""

from collections.abc import Callable
from typing import Any

SENTENCES = {
    "privacy.person.erased": "a effacé {subject}{reason}",
    "privacy.retention.done": "a effacé ce dont la durée est passée{people}{rows}",
}

_REASONS = {
    "left": " (trois mois après son dernier droit)",
    "never_came": " (compte jamais activé)",
    "asked": " (à sa demande)",
    "restored": " (de nouveau, après une restauration)",
}


def _people(count: int) -> str:
    return f"\u00a0: {count} personne{'s' if count > 1 else ''}" if count else ""


def _rows(count: int) -> str:
    return f", {count} autre{'s' if count > 1 else ''} ligne{'s' if count > 1 else ''}" if count else ""


DETAILS: dict[str, Callable[[Any], str]] = {
    "reason": lambda code: _REASONS.get(code, ""),
    "people": _people,
    "rows": _rows,
}
