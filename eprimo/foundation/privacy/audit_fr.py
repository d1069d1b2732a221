"""What the audit trail says of erasures and of copies of one's own data."""

from collections.abc import Callable
from typing import Any

SENTENCES = {
    "privacy.person.erased": "a effacé {subject}{reason}",
    "privacy.contents.decided": "a choisi si ses contenus restent après son départ{stay}",
    "privacy.retention.done": "a effacé ce dont la durée est passée{people}{rows}",
    "privacy.export.asked": "a demandé une copie des données de {subject}",
    "privacy.export.fetched": "a enregistré une copie des données de {subject}",
    "privacy.export.dropped": "a effacé une copie des données de {subject}",
    "privacy.export.left": "a fait préparer une copie pour {count} élèves qui partent",
    "privacy.export.left_undone": "a repris {count} copies faites pour un départ",
    "privacy.optional.cleared": "a effacé ses propres réglages ou appareils",
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
    "stay": lambda yes: "\u00a0: oui, sans son nom" if yes else "\u00a0: non",
    "reason": lambda code: _REASONS.get(code, ""),
    "people": _people,
    "rows": _rows,
}
