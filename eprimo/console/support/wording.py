"""Assistance in words: states, what is left of an access, what each sign-in state calls for."""

from dataclasses import dataclass
from datetime import datetime

from eprimo.console.school.queries import ACTIVATED, EARLIER, NEVER, THIS_MONTH, SignInState
from eprimo.foundation.directory.enums import SupportState
from eprimo.foundation.directory.models import SupportAccess

_HOUR = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands: a word, and the tone of its badge."""

    word: str
    tone: str


def standing_of(access: SupportAccess) -> Standing:
    """What the clock ended is said as well."""
    if access.waits:
        return Standing("Attend la direction", "at")
    if access.runs:
        return Standing("En cours", "ok")
    if access.state == SupportState.ASKED:
        return Standing("Sans réponse", "in")
    if access.state == SupportState.REFUSED:
        return Standing("Refusée", "al")
    return Standing("Reprise" if access.starts is None else "Terminée", "in")


def left_words(ends: datetime, now: datetime) -> str:
    """« encore 2 h 05 », « encore 40 min », « moins d’une minute »."""
    minutes = int((ends - now).total_seconds() // 60)
    if minutes < 1:
        return "moins d’une minute"
    if minutes < _HOUR:
        return f"encore {minutes}\N{NO-BREAK SPACE}min"
    return f"encore {minutes // _HOUR}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{minutes % _HOUR:02}"


# What whoever helps may say; the act itself is the school's.
ADVICE = {
    NEVER: "Cette personne n’est jamais entrée. L’école peut lui imprimer une fiche, avec un code qui sert une fois.",
    ACTIVATED: "Ce compte a été ouvert. Si l’entrée ne se fait plus, l’école peut imprimer une nouvelle fiche.",
    THIS_MONTH: "Cette personne est entrée ce mois-ci\N{NO-BREAK SPACE}: son identifiant et son mot de passe marchent.",
    EARLIER: "Cette personne n’est pas entrée ce mois-ci. L’école peut lui imprimer une nouvelle fiche.",
}  # fmt: skip


def advice_for(state: SignInState) -> str:
    return ADVICE.get(state, "")
