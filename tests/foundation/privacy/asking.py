"""Requests about data: made, decided, and their people gone."""

from dataclasses import replace
from datetime import date, timedelta

from eprimo.foundation.directory.enums import EndReason
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.sections import section_values, sections_of
from eprimo.foundation.privacy.models import (
    PrivacyRequest,
    RequestKind,
)
from eprimo.foundation.privacy.requests.actions import (
    request_decide,
    request_make,
)
from eprimo.foundation.privacy.requests.queries import due_to_decide
from eprimo.foundation.privacy.requests.wording import NO, YES
from tests.cast import Cast
from tests.conftest import NOW

CHILD_KINDS = (RequestKind.ERASE_CHILD, RequestKind.ERASE_CONTRIBUTIONS, RequestKind.OBJECTION)


def ask(cast: Cast, who: str, kind: RequestKind, about: str = "", **more: str) -> PrivacyRequest:
    """A request of somebody of the cast, about another or oneself."""
    more.setdefault("what", "name" if kind == RequestKind.RECTIFY else "")
    return request_make(
        actor=cast.actor(who), kind=kind, subject=cast.people[about or who], words="Mes mots", **more
    )


def decide(cast: Cast, row: PrivacyRequest, *, accept: bool, by: str = "director", code: str = "") -> None:
    code = code or (YES if accept else NO)[row.kind][0]
    request_decide(actor=cast.actor(by), request=row, accept=accept, code=code, answer="Voici pourquoi.")
    row.refresh_from_db()


def leave(cast: Cast, *names: str, days: int = 1, reason: str = EndReason.LEFT) -> None:
    rows = Affiliation.objects.filter(person__in=[cast.people[name] for name in names])
    rows.update(ends=NOW - timedelta(days=days), end_reason=reason)


def days_due(actor: Actor) -> list[date] | None:
    """What the home of who decides reads, whether or not a card tells it too."""
    sections = [one for one in sections_of(actor) if one.query is due_to_decide]
    found = section_values(actor, [replace(one, when=lambda _: True) for one in sections])
    return next(iter(found.values()), None)
