"""The words of requests: what may be asked, what may be corrected, and why the school says yes or no.

Families read them, so they are marked here and told in the reader's language where they are shown.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from eprimo.foundation.privacy.models import RequestKind, RequestState

KINDS: Mapping[str, str] = {
    RequestKind.ERASE_ACCOUNT: _("Effacer mon compte"),
    RequestKind.ERASE_CHILD: _("Effacer le compte de l’enfant"),
    RequestKind.ERASE_CONTRIBUTIONS: _("Effacer ce que l’enfant a partagé"),
    RequestKind.OBJECTION: _("Ne rien laisser de ce que l’enfant a partagé, après son départ"),
    RequestKind.RECTIFY: _("Corriger une donnée"),
}

CORRECTED: Mapping[str, str] = {
    "name": _("Le nom ou le prénom"),
    "birth": _("La date de naissance"),
    "class": _("La classe ou le groupe"),
    "contact": _("Une adresse, un téléphone, un e-mail"),
    "family": _("Le lien entre l’enfant et ses responsables"),
    "other": _("Autre chose"),
}

# The same to a child, who knows fewer of them.
CORRECTED_CHILD: Mapping[str, str] = {
    "name": _("Mon nom ou mon prénom"),
    "birth": _("Mon anniversaire"),
    "class": _("Ma classe"),
    "other": _("Autre chose"),
}

STATES: Mapping[str, str] = {
    RequestState.ASKED: _("Attend une réponse"),
    RequestState.ACCEPTED: _("Acceptée, pas encore faite"),
    RequestState.REFUSED: _("Refusée"),
    RequestState.DONE: _("C’est fait"),
    RequestState.WITHDRAWN: _("Reprise"),
}

TONES: Mapping[str, str] = {
    RequestState.ASKED: "at",
    RequestState.ACCEPTED: "ok",
    RequestState.REFUSED: "al",
    RequestState.DONE: "ok",
    RequestState.WITHDRAWN: "in",
}

REASONS: Mapping[str, str] = {
    "not_needed": _("La donnée n’est plus nécessaire (RGPD, article 17.1.a)."),
    "objected": _("La personne s’y oppose, et rien ne l’emporte (RGPD, articles 17.1.c et 21)."),
    "unlawful": _("La donnée n’aurait pas dû être gardée (RGPD, article 17.1.d)."),
    "corrected": _("La donnée est corrigée (RGPD, article 16)."),
    "source": _(
        "La donnée est corrigée dans le fichier d’où elle vient\u00a0; e-primo suit au prochain import."
    ),
    "mission": _("La donnée sert encore à la mission de service public de l’école (RGPD, article 17.3.b)."),
    "law": _("La loi oblige à garder la donnée (RGPD, article 17.3.b)."),
    "claims": _("La donnée peut servir à défendre un droit en justice (RGPD, article 17.3.e)."),
    "accurate": _("La donnée a été vérifiée\u00a0: elle est exacte."),
    "guardians": _("Les responsables de l’enfant ne sont pas d’accord entre eux."),
    "identity": _("Le droit de faire cette demande n’a pas pu être établi (RGPD, article 12.6)."),
    "abusive": _("La demande est répétée sans motif, ou excessive (RGPD, article 12.5)."),
}

_ERASE_YES = ("not_needed", "objected", "unlawful")
_ERASE_NO = ("mission", "law", "claims", "identity", "abusive")

YES: Mapping[str, tuple[str, ...]] = {
    RequestKind.ERASE_ACCOUNT: _ERASE_YES,
    RequestKind.ERASE_CHILD: _ERASE_YES,
    RequestKind.ERASE_CONTRIBUTIONS: _ERASE_YES,
    RequestKind.OBJECTION: ("objected",),
    RequestKind.RECTIFY: ("corrected", "source"),
}

NO: Mapping[str, tuple[str, ...]] = {
    RequestKind.ERASE_ACCOUNT: _ERASE_NO,
    RequestKind.ERASE_CHILD: (*_ERASE_NO, "guardians"),
    RequestKind.ERASE_CONTRIBUTIONS: (*_ERASE_NO, "guardians"),
    RequestKind.OBJECTION: ("mission", "claims", "guardians", "identity", "abusive"),
    RequestKind.RECTIFY: ("accurate", "identity", "abusive"),
}
