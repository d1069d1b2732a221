"""Proposed ties: those that somebody keeps, and those that wait in somebody's account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from eprimo.foundation.directory.enums import MandateFunction, MandateRole, Profile, StaffFunction, TieState
from eprimo.foundation.directory.models import TieProposal
from eprimo.foundation.directory.policies.ties import ties_kept_by
from eprimo.foundation.directory.queries.mandates import PLACES, place_words
from eprimo.foundation.directory.queries.people import SEARCH_LETTERS
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.text import fold

# How long who proposed reads that it was declined, or that nobody answered.
_TOLD = timedelta(days=30)
_MOST_PAST = 20
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TieLine:
    """A proposed tie in words: who, as what, where, from which day until which, and how long it waits."""

    tie: TieProposal
    what: str
    where: str
    first_day: date
    last_day: date
    waits_until: date
    # It opens later than today.
    ahead: bool

    @property
    def name(self) -> str:
        return self.tie.full_name


def tie_line(tie: TieProposal) -> TieLine:
    zone = ZoneInfo(tie.school.time_zone if tie.school else "Europe/Paris")
    first, last, until = (
        at.astimezone(zone).date() for at in (tie.starts, tie.ends - _INSTANT, tie.expires_at - _INSTANT)
    )
    where = place_words(tie) if tie.role else tie.school.name if tie.school else ""
    return TieLine(tie, tie_words(tie), where, first, last, until, tie.starts > clock.now())


def tie_words(tie: TieProposal) -> str:
    """Return what is proposed, in words: « Remplaçant·e », « Inspection (IEN) », « Agent territorial »."""
    if tie.role:
        return str(MandateFunction(tie.function).label if tie.function else MandateRole(tie.role).label)
    return str(StaffFunction(tie.function).label if tie.function else Profile(tie.profile).label)


def _shown() -> QuerySet[TieProposal]:
    return TieProposal.objects.select_related("school", *PLACES)


def ties_waiting(actor: Actor) -> list[TieLine]:
    """Return the proposals that the actor keeps and a person is to confirm (« À confirmer par la personne »), the
    nearest first day first."""
    rows = _shown().filter(ties_kept_by(actor), state=TieState.OPEN, expires_at__gt=actor.now)
    return [tie_line(one) for one in rows.order_by("starts", "last_name", "first_name", "pk")]


def ties_unanswered(actor: Actor) -> list[TieLine]:
    """Return the proposals declined, or left without an answer, in the last thirty days: of those the actor keeps."""
    since = actor.now - _TOLD
    declined = Q(state=TieState.DECLINED, decided_at__gt=since)
    lapsed = Q(state=TieState.OPEN, expires_at__lte=actor.now, expires_at__gt=since)
    rows = _shown().filter(ties_kept_by(actor), declined | lapsed).exclude(last_name="")
    return [tie_line(one) for one in rows.order_by("-expires_at", "pk")[:_MOST_PAST]]


def ties_found(actor: Actor, text: str) -> list[TieLine]:
    """Return the proposals that a search finds, for who directs the school: every word in the name that was written."""
    words = fold(text).split()
    if not actor.heads or sum(map(len, words)) < SEARCH_LETTERS:
        return []
    return [one for one in ties_waiting(actor) if all(word in fold(one.name) for word in words)]


def ties_named(actor: Actor, public_ids: Sequence[UUID]) -> list[TieProposal]:
    """Return the proposals of these ids, all kept by the actor; raises NotVisible otherwise."""
    rows = {one.public_id: one for one in _shown().filter(ties_kept_by(actor), public_id__in=public_ids)}
    if len(rows) < len(set(public_ids)):
        raise NotVisible
    return [rows[one] for one in dict.fromkeys(public_ids)]


def own_ties(actor: Actor) -> list[TieLine]:
    """Return the proposals that wait in the person's own account; nothing for who came in with the sheet of a
    school."""
    if not actor.is_whole:
        return []
    rows = _shown().filter(person=actor.person_id, state=TieState.OPEN, expires_at__gt=actor.now)
    return [tie_line(one) for one in rows.order_by("expires_at", "pk")]


def own_tie(actor: Actor, public_id: UUID) -> TieProposal:
    """Return one proposal that waits in the own account; raises NotVisible."""
    row = _shown().filter(person=actor.person_id, state=TieState.OPEN, public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def own_ties_query(actor: Actor) -> Coalesce:
    """Return how many proposals wait in the own account, as a home counts them: a column."""
    rows = TieProposal.objects.filter(person=actor.person_id, state=TieState.OPEN, expires_at__gt=actor.now)
    counted = rows.order_by().values("person").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
