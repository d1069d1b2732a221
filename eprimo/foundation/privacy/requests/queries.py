"""What the pages of requests read: those of a person, those that somebody decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Q, QuerySet

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.foundation.privacy.exports.rights import children_open_to
from eprimo.foundation.privacy.models import (
    OPEN,
    TOLD,
    PrivacyRequest,
    RequestKind,
    RequestState,
    RequestTelling,
)
from eprimo.foundation.privacy.queries import has_shared
from eprimo.foundation.privacy.requests.execution import free_from, heard_from
from eprimo.foundation.privacy.requests.rights import decided_by, kinds_open_to, own_to, told_to

# From when on a list says that the last day is near.
SOON = timedelta(days=7)


def _rows(where: Q, *, named: bool = True) -> QuerySet[PrivacyRequest]:
    """`named` false: without the person it is about, whom an academy that answers does not reach (a join would take
    the request away with the child)."""
    rows = PrivacyRequest.objects.filter(where).select_related("asked_by", "school", "decided_by")
    return rows.select_related("subject") if named else rows


# --- of the person who asks, or is told ----------------------------------------------------------------------------


def own_requests(actor: Actor) -> list[PrivacyRequest]:
    """Return what the actor asked, newest first (two statements)."""
    return list(_rows(own_to(actor)).order_by("-asked_at", "-pk")[:50])


def told_requests(actor: Actor) -> list[PrivacyRequest]:
    """Return what other guardians ask about the actor's children and is not closed (two statements)."""
    return list(_rows(told_to(actor) & Q(state__in=OPEN)).order_by("asked_at", "pk"))


def about_me(person_id: int) -> list[PrivacyRequest]:
    """Return what others ask to erase of this person, and is not closed: a child reads it in a child's words."""
    rows = _rows(Q(subject=person_id, state__in=OPEN, kind__in=TOLD)).exclude(asked_by=person_id)
    return list(rows.order_by("asked_at", "pk"))


@dataclass(frozen=True, slots=True)
class News:
    """The news of a person's requests: an answer to read, one's own word about a child."""

    answers: int
    opinions: int


def news_of(actor: Actor, known: Iterable[int]) -> News:
    """Return what is new of the actor's requests. `known`: the children whose data is open to the actor. One
    statement."""
    asked = Q(own_to(actor, known), decided_at__isnull=False, read_at=None)
    told = Q(told_to(actor, known), tellings__spoke_at=None, state__in=OPEN)
    found = PrivacyRequest.objects.aggregate(
        answers=Count("pk", filter=asked, distinct=True), opinions=Count("pk", filter=told, distinct=True)
    )
    return News(**found)


def answer_exists(person_id: int) -> Exists:
    """Return a column: the school answered what this person asks about the own data, and the answer is not read."""
    rows = PrivacyRequest.objects.filter(asked_by=person_id, subject=person_id, read_at=None)
    return Exists(rows.filter(decided_at__isnull=False))


def request_for(actor: Actor, request_id: UUID) -> PrivacyRequest:
    """Return a request that the actor made, or was told of; else raises NotVisible."""
    row = _rows(own_to(actor) | told_to(actor)).filter(public_id=request_id).distinct().first()
    if row is None:
        raise NotVisible
    return row


def telling_of(actor: Actor, request: PrivacyRequest) -> RequestTelling | None:
    """Return what the actor was told of a request, and said."""
    return request.tellings.filter(person=actor.person_id).first()


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """Somebody of whom the actor may ask something, and what."""

    person: Person
    kinds: tuple[RequestKind, ...]


def askings(actor: Actor) -> list[RequestOptions]:
    """Return of whom the actor may ask something: oneself first, then each child whose data is open to the actor."""
    known = children_open_to(actor.person_id, actor.now)
    people = sorted(
        Person.objects.filter(pk__in=[actor.person_id, *known]),
        key=lambda one: (one.pk != actor.person_id, one.sort_key, one.pk),
    )
    return [RequestOptions(one, tuple(_offered(actor, one.pk))) for one in people]


def _offered(actor: Actor, person_id: int) -> Iterable[RequestKind]:
    for kind in kinds_open_to(actor, person_id):
        # Nothing to erase: the choice would mislead.
        if kind != RequestKind.ERASE_CONTRIBUTIONS or has_shared(person_id):
            yield kind


# --- of who decides ------------------------------------------------------------------------------------------------


def to_decide(actor: Actor, *, closed: bool, after: str = "", before: str = "") -> Page[PrivacyRequest]:
    """Return a page of requests that wait, the first due first; or of those that were answered, the newest first."""
    rows = _rows(decided_by(actor), named=actor.heads)
    if closed:
        rows = rows.exclude(state=RequestState.ASKED)
        return paginate(rows, ("-asked_at", "-pk"), after=after, before=before)
    return paginate(rows.filter(state=RequestState.ASKED), ("due_on", "pk"), after=after, before=before)


def due_to_decide(actor: Actor) -> ArraySubquery:
    """Return the last days of the requests that wait for the actor, the first due first: a column."""
    rows = PrivacyRequest.objects.filter(decided_by(actor), state=RequestState.ASKED)
    return ArraySubquery(rows.order_by("due_on").values("due_on"))


def request_to_decide(actor: Actor, request_id: UUID) -> PrivacyRequest:
    """Return a request that the actor decides, or decided; else raises NotVisible."""
    row = _rows(decided_by(actor), named=actor.heads).filter(public_id=request_id).first()
    if row is None:
        raise NotVisible
    return row


def tellings_of(request: PrivacyRequest) -> list[RequestTelling]:
    return list(request.tellings.select_related("person").order_by("told_at", "pk"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An accepted request waits for this: the other guardians, until an instant; the end of the person's rights."""

    heard_at: datetime | None
    rights: bool


def waiting_of(request: PrivacyRequest) -> Waiting:
    now = clock.now()
    left = [one for one in heard_from(request) if one > now]
    erases = request.kind in {RequestKind.ERASE_ACCOUNT, RequestKind.ERASE_CHILD}
    return Waiting(max(left, default=None), erases and not free_from(request, now))
