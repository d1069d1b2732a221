"""What the audit trail says of erasures and of copies of one's own data."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SENTENCES = {
    "privacy.person.erased": "a effacé {subject}{reason}",
    "privacy.contents.decided": _("a choisi si ses contenus restent après son départ{stay}"),
    "privacy.retention.done": "a effacé ce dont la durée est passée{people}{rows}",
    "privacy.export.asked": _("a demandé une copie des données {of_subject}"),
    "privacy.export.fetched": _("a enregistré une copie des données {of_subject}"),
    "privacy.export.dropped": _("a effacé une copie des données {of_subject}"),
    "privacy.export.left": "a fait préparer une copie pour {count:élève qui part,élèves qui partent}",
    "privacy.export.left_undone": "a repris {count:copie faite,copies faites} pour un départ",
    "privacy.request.made": _("a demandé\u00a0: {asked}, pour {subject}"),
    "privacy.request.withdrawn": _("a repris sa demande\u00a0: {asked}, pour {subject}"),
    "privacy.request.spoke": _("a donné son avis sur une demande qui touche {subject}{agrees}"),
    "privacy.request.decided": "a répondu {accepted} à une demande\u00a0: {asked}, pour {subject}{code}",
    "privacy.request.extended": "a prolongé le délai d’une demande\u00a0: {asked}, pour {subject}",
    "privacy.request.done": "a fait ce qui était accepté\u00a0: {asked}, pour {subject}",
    "privacy.optional.cleared": _("a effacé ses propres réglages ou appareils"),
}

# What a pupil reads of its own acts.
TO_CHILD = {
    "privacy.export.asked": _("Tu as demandé une copie de tes données."),
    "privacy.export.fetched": _("Tu as enregistré une copie de tes données."),
    "privacy.export.dropped": _("Tu as effacé une copie de tes données."),
    "privacy.optional.cleared": _("Tu as effacé tes réglages."),
}

_REASONS = {
    "left": " (trois mois après son dernier droit)",
    "never_came": " (compte jamais activé)",
    "asked": " (à sa demande)",
    "restored": " (de nouveau, après une restauration)",
}

_ASKED = {
    "account": _("effacer le compte"),
    "child": _("effacer le compte d’un enfant"),
    "shared": _("effacer ce qu’un enfant a partagé"),
    "name": _("ne rien laisser de ce qu’un enfant a partagé"),
    "rectify": _("corriger une donnée"),
}
_OTHER = _("autre chose")
_CODES = {
    "not_needed": "plus nécessaire",
    "objected": "opposition",
    "unlawful": "n’aurait pas dû être gardé",
    "corrected": "corrigé",
    "source": "corrigé à la source",
    "mission": "mission de service public",
    "law": "obligation légale",
    "claims": "défense d’un droit",
    "accurate": "exact",
    "guardians": "désaccord des responsables",
    "identity": "droit non établi",
    "abusive": "demande excessive",
}


def _asked(kind: str) -> str:
    words = _ASKED.get(kind, _OTHER)
    return gettext(words)


def _people(count: int) -> str:
    return f"\u00a0: {count} personne{'s' if count > 1 else ''}" if count else ""


def _rows(count: int) -> str:
    return f", {count} autre{'s' if count > 1 else ''} ligne{'s' if count > 1 else ''}" if count else ""


DETAILS: dict[str, Callable[[Any], str]] = {
    "stay": lambda yes: gettext("\u00a0: oui, sans son nom") if yes else gettext("\u00a0: non"),
    "reason": lambda code: _REASONS.get(code, ""),
    "asked": _asked,
    "agrees": lambda yes: gettext("\u00a0: d’accord") if yes else gettext("\u00a0: pas d’accord"),
    "accepted": lambda yes: "oui" if yes else "non",
    "code": lambda code: f" ({_CODES[code]})" if code in _CODES else "",
    "people": _people,
    "rows": _rows,
}
