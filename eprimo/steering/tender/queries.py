"""What is read of the market record: the seven tasks, the documents, what each member received."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate, Person
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.policies import current_market, files_visible_to
from eprimo.steering.consortium.states import BOUND, in_states
from eprimo.steering.tender.enums import AFTER, DCE, DocumentKind, TaskKind
from eprimo.steering.tender.models import (
    CommissionSeat,
    Consultation,
    Declaration,
    Delivery,
    Document,
    Task,
)
from eprimo.steering.tender.policies import (
    can_read_deliveries,
    can_read_document,
    can_read_market,
    documents_visible_to,
)

_BY_NAME = ("key", "pk")


def market_opened(actor: Actor) -> Market:
    """The market whose record the actor reads; raises NotVisible."""
    market = current_market()
    if market is None or not can_read_market(actor, market):
        raise NotVisible
    return market


def consultation_of(market: Market) -> Consultation | None:
    """Its record, once it was begun."""
    return Consultation.objects.select_related("market").filter(market=market).first()


@dataclass(slots=True)
class TaskRow:
    """A task as the page shows it. `open`: what comes before is done, and it is not."""

    kind: TaskKind
    done_on: date | None = None
    by: str = ""
    is_open: bool = False
    # Done, and none that follows is: it may be corrected.
    is_last: bool = False
    documents: list[Document] = field(default_factory=list)


def tasks_of(actor: Actor, consultation: Consultation | None) -> list[TaskRow]:
    """The seven, in the order of the article, with those of their documents that the actor reads."""
    rows = {kind: TaskRow(kind) for kind in TaskKind}
    done = Task.objects.filter(consultation=consultation, replaced_at=None).select_related("by")
    for task in done if consultation is not None else ():
        row = rows[TaskKind(task.kind)]
        row.done_on, row.by = task.done_on, task.by.full_name if task.by is not None else ""
    for row in rows.values():
        row.is_open = row.done_on is None and all(rows[earlier].done_on for earlier in AFTER[row.kind])
        followed = any(later.done_on and row.kind in AFTER[later.kind] for later in rows.values())
        row.is_last = row.done_on is not None and not followed
    if consultation is not None:
        seen = documents_visible_to(actor, consultation.market)
        kept = _light(Document.objects.filter(seen, consultation=consultation, task__replaced_at=None))
        for document in kept.filter(task__isnull=False).select_related("task").order_by("pk"):
            if document.task is not None:
                rows[TaskKind(document.task.kind)].documents.append(document)
    return list(rows.values())


def task_done(market: Market, kind: TaskKind) -> date | None:
    """The day on which it was done, if it is."""
    rows = Task.objects.filter(consultation__market=market, kind=kind, replaced_at=None)
    return rows.values_list("done_on", flat=True).first()


@dataclass(slots=True)
class PieceRow:
    """One of the five: the version that counts, and those before."""

    kind: DocumentKind
    last: Document | None = None
    older: list[Document] = field(default_factory=list)


def pieces_of(consultation: Consultation | None) -> list[PieceRow]:
    """The five pieces of the DCE: one statement."""
    rows = {kind: PieceRow(kind) for kind in DCE}
    if consultation is not None:
        found = _light(Document.objects.filter(consultation=consultation, kind__in=DCE))
        for document in found.order_by("kind", "-version"):
            row = rows[DocumentKind(document.kind)]
            if row.last is None:
                row.last = document
            else:
                row.older.append(document)
    return list(rows.values())


def final_documents(actor: Actor, market: Market) -> list[Document]:
    """The final documents of the market that the actor reads, in the order of the DCE."""
    order = {kind.value: place for place, kind in enumerate(DocumentKind)}
    rows = _light(Document.objects.filter(documents_visible_to(actor, market), consultation__market=market))
    return sorted(rows, key=lambda one: (order[one.kind], one.version))


def document_of(actor: Actor, public_id: UUID) -> Document:
    """A file of the market; raises NotVisible."""
    rows = Document.objects.select_related("consultation__market")
    found = rows.filter(public_id=public_id).first()
    if found is None or not can_read_document(actor, found):
        raise NotVisible
    return found


def _light(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Without the bytes: a list never carries them."""
    return rows.defer("content")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the seventh task is."""

    members: int
    sent: int
    opened: int


def progress_of(market: Market) -> Progress:
    rows = Delivery.objects.filter(consultation__market=market)
    opened = rows.filter(opened_at__isnull=False).count()
    return Progress(_receivers(market).count(), rows.count(), opened)


def _receivers(market: Market) -> QuerySet[Member]:
    """Members who are bound, and those who were sent something before they left."""
    bound = in_states(Member.objects.filter(market=market), BOUND).order_by().values("pk")
    sent = Delivery.objects.filter(member=OuterRef("pk"))
    return Member.objects.filter(Q(pk__in=bound) | Q(Exists(sent)), market=market)


def deliveries_page(actor: Actor, market: Market, *, only: str, after: str, before: str) -> Page[Member]:
    """Who is to receive, with what it was sent (`delivery`); raises NotVisible. `only`: « unopened », « unsent »."""
    if not can_read_deliveries(actor):
        raise NotVisible
    sent = Delivery.objects.filter(member=OuterRef("pk"))
    rows = _receivers(market)
    if only == "unsent":
        rows = rows.filter(~Exists(sent))
    elif only == "unopened":
        rows = rows.filter(Exists(sent.filter(opened_at=None)))
    page = paginate(rows.order_by(*_BY_NAME), _BY_NAME, after=after, before=before)
    found = Delivery.objects.filter(member__in=[row.pk for row in page.items]).select_related("opened_by")
    by_member = {one.member_id: one for one in found}
    for row in page.items:
        row.delivery = by_member.get(row.pk)  # type: ignore[attr-defined]
    return page


def own_deliveries(actor: Actor, market: Market) -> list[Delivery]:
    """What was sent to those for whom the actor acts, by name; the coordinator acts for none."""
    if actor.role == Role.COORDINATOR:
        return []
    own = Member.objects.filter(files_visible_to(actor), market=market)
    rows = Delivery.objects.filter(Q(member__in=own), consultation__market=market)
    return list(rows.select_related("member", "opened_by").order_by("member__key", "pk"))


def own_delivery(actor: Actor, market: Market, public_id: UUID) -> Delivery:
    """One of them, by its member; raises NotVisible."""
    own = Member.objects.filter(files_visible_to(actor), market=market, public_id=public_id)
    rows = Delivery.objects.filter(consultation__market=market, member__in=own).select_related("member")
    found = rows.first()
    if found is None:
        raise NotVisible
    return found


def seats_of(consultation: Consultation) -> list[CommissionSeat]:
    """Those in force first, then those that are over."""
    rows = CommissionSeat.objects.filter(consultation=consultation).select_related("person")
    return list(rows.order_by("ends", "kind", "person__last_name", "pk"))


def seat_of(market: Market, public_id: UUID) -> CommissionSeat:
    """One of them; raises NotVisible."""
    found = CommissionSeat.objects.filter(consultation__market=market, public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def declared_by_seat(consultation: Consultation, seats: list[CommissionSeat]) -> dict[int, str]:
    """« none » or « interest » of each person who signed, for the coordinator; never which interest."""
    found: dict[int, str] = {}
    rows = Declaration.objects.filter(consultation=consultation, person__in=[one.person_id for one in seats])
    for person, has_interest in rows.order_by("has_interest").values_list("person", "has_interest"):
        found[person] = "interest" if has_interest else "none"
    return found


def declaration_of(actor: Actor, consultation: Consultation) -> Declaration | None:
    """One's own, the last signed."""
    rows = Declaration.objects.filter(consultation=consultation, person=actor.person_id)
    return rows.order_by("-signed_at", "-pk").first()


def people_to_seat(actor: Actor, market: Market) -> QuerySet[Person]:
    """Who holds a mandate of the commission and has no seat now; never oneself."""
    held = Mandate.objects.in_force(actor.now).filter(role=MandateRole.COMMISSION)
    seated = CommissionSeat.objects.in_force(actor.now).filter(consultation__market=market)
    rows = Person.objects.filter(pk__in=held.values("person")).exclude(pk__in=seated.values("person"))
    return rows.exclude(pk=actor.person_id).order_by("last_name", "first_name")
