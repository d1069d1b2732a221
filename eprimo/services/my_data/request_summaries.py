"""Requests in the reader's words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.privacy.models import PrivacyRequest, RequestKind
from eprimo.foundation.privacy.requests.queries import RequestOptions
from eprimo.foundation.privacy.requests.wording import CORRECTED, KINDS, REASONS, STATES, TONES

# What each does, said where it is chosen.
_DOES = {
    RequestKind.ERASE_ACCOUNT: gettext_noop(
        "Votre accès et vos données s’effacent. Ce que l’école doit garder reste, sans votre nom."
    ),
    RequestKind.ERASE_CHILD: gettext_noop(
        "Son accès et ses données s’effacent. Tous ceux qui exercent l’autorité parentale en sont prévenus avant."
    ),
    RequestKind.ERASE_CONTRIBUTIONS: gettext_noop(
        "Ses textes et ses images s’effacent des espaces de la classe. Son compte reste."
    ),
    RequestKind.OBJECTION: gettext_noop(
        "Sans cette demande, ce qui est partagé avec la classe reste après son départ, sans son nom."
    ),
    RequestKind.RECTIFY: gettext_noop(
        "Une erreur dans ce qui est écrit\u00a0: l’école vérifie, puis corrige."
    ),
}


@dataclass(frozen=True, slots=True)
class RequestChoice:
    kind: str
    title: str
    words: str


def explained(asking: RequestOptions) -> list[RequestChoice]:
    """What may be asked of a person, each with what it does."""
    return [RequestChoice(kind, _(KINDS[kind]), _(_DOES[kind])) for kind in asking.kinds]


@dataclass(frozen=True, slots=True)
class RequestSummary:
    """A request, its parts in words. `about`: the first name of the child, when it is not about the reader."""

    row: PrivacyRequest
    title: str
    about: str
    what: str
    state: str
    tone: str
    reason: str
    own: bool


def summarize_request(row: PrivacyRequest, actor: Actor) -> RequestSummary:
    about = "" if row.subject_id == actor.person_id else row.subject.first_name
    return RequestSummary(
        row=row,
        title=_(KINDS[row.kind]),
        about=about,
        what=_(CORRECTED[row.what]) if row.what in CORRECTED else "",
        state=_(STATES[row.state]),
        tone=TONES[row.state],
        reason=_(REASONS[row.code]) if row.code in REASONS else "",
        own=row.asked_by_id == actor.person_id,
    )
