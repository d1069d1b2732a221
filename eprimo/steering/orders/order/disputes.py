"""Reads the files of disputes, and says who reads and writes one: « the member on its own orders, read by coordinator
and that contractor ». That of a member which does not carry out the convention is written by the coordinator, and read
by this member."""

from datetime import timedelta
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.policies import can_keep_market, can_read_file, files_visible_to
from eprimo.steering.consortium.queries import unseen
from eprimo.steering.orders.enums import IN_COURT, DisputeKind, Stage, StepKind
from eprimo.steering.orders.invoice.policies import acts_for_members, can_bill, invoices_visible_to
from eprimo.steering.orders.models import Dispute, DisputePaper, DisputeStep, Order
from eprimo.steering.orders.order.policies import can_read_orders, can_write_order


def disputes_visible_to(actor: Actor) -> Q:
    """The disputes that the actor reads, as a filter: its parties and the coordinator read one."""
    if actor.role == Role.COORDINATOR:
        return Q()
    if acts_for_members(actor):
        return Q(member__in=Member.objects.filter(files_visible_to(actor)))
    return Q(kind=DisputeKind.ORDER) & invoices_visible_to(actor)


def can_read_dispute(actor: Actor, dispute: Dispute) -> bool:
    """Whether the actor reads this dispute: `disputes_visible_to` for one row."""
    if actor.role == Role.COORDINATOR:
        return True
    if actor.role == Role.CONTRACTOR:
        return dispute.is_on_order and can_bill.allows(actor, dispute.market)
    return can_read_orders.allows(actor, dispute.member)


def require_reading(actor: Actor, dispute: Dispute) -> None:
    """Raise Forbidden for an actor who does not read that file, FactorNeeded before it goes out."""
    if not can_read_dispute(actor, dispute):
        raise Forbidden
    if actor.role == Role.CONTRACTOR:
        require(can_bill, actor, dispute.market)
    else:
        require(can_read_file, actor, dispute.member)


def can_write_dispute(actor: Actor, dispute: Dispute) -> bool:
    """Whether the actor writes this dispute, also one that is not opened yet: the party that complains writes, the
    other one reads."""
    if dispute.is_on_order:
        return can_write_order.allows(actor, dispute.member)
    return can_keep_market.allows(actor)


def require_writing(actor: Actor, dispute: Dispute) -> None:
    """Raise Forbidden for an actor who does not write that file, and what an order or the market asks."""
    if dispute.is_on_order:
        require(can_write_order, actor, dispute.member)
    else:
        require(can_keep_market, actor)


# So long the last step may be taken back by who wrote it.
UNDO = timedelta(days=1)


def with_stage(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Add `stage` to disputes: where one stands while it is open, by the last thing that happened in court."""
    court = DisputeStep.objects.filter(dispute=OuterRef("pk"), kind__in=IN_COURT).order_by("-on", "-pk")
    stage = Case(
        When(last=None, then=Value(Stage.AMIABLE)),
        When(last=StepKind.JUDGEMENT, then=Value(Stage.JUDGED)),
        When(last=StepKind.APPEAL, then=Value(Stage.APPEALED)),
        default=Value(Stage.COURT), output_field=CharField(),
    )  # fmt: skip
    return rows.annotate(last=Subquery(court.values("kind")[:1])).annotate(stage=stage)


def stage_label(dispute: Dispute) -> str:
    """The words of the stage of a dispute that was read `with_stage`; its outcome once it is closed."""
    return dispute.get_outcome_display() if dispute.outcome else Stage(dispute.stage).label  # type: ignore[attr-defined]


def disputes_page(actor: Actor, market: Market, *, closed: bool, after: str, before: str) -> Page[Dispute]:
    """A page of the disputes that the actor reads, open or `closed`, the last first."""
    rows = Dispute.objects.filter(disputes_visible_to(actor), market=market).filter(_closed(closed))
    rows = with_stage(rows).select_related("member", "order")
    return paginate(rows, ("-opened_at", "-pk"), after=after, before=before)


def disputes_count(actor: Actor, market: Market) -> tuple[int, int]:
    """(how many disputes that the actor reads are open, how many are closed)."""
    rows = Dispute.objects.filter(disputes_visible_to(actor), market=market)
    found = rows.aggregate(n=Count("pk", filter=_closed(False)), m=Count("pk", filter=_closed(True)))
    return found["n"], found["m"]


def _closed(closed: bool) -> Q:
    return ~Q(outcome="") if closed else Q(outcome="")


def dispute_read(actor: Actor, public_id: UUID) -> Dispute:
    """The dispute of that public id; raises NotVisible."""
    rows = with_stage(Dispute.objects.select_related("market", "member", "order"))
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    if not can_read_dispute(actor, found):
        raise unseen(actor, found.member)
    return found


def steps_of(dispute: Dispute) -> list[DisputeStep]:
    """The steps of a dispute by day, without the content of their papers."""
    rows = DisputeStep.objects.filter(dispute=dispute).select_related("paper").defer("paper__content")
    return list(rows.order_by("on", "pk"))


def removable(dispute: Dispute) -> DisputeStep | None:
    """The step that may be taken back: the last that was recorded, within a day, while the file is open; None: there is
    none."""
    last = DisputeStep.objects.filter(dispute=dispute).order_by("-pk").first()
    if last is None or not dispute.is_open or last.kind == StepKind.REOPENED:
        return None
    return last if clock.now() < last.recorded_at + UNDO else None


def paper_read(actor: Actor, public_id: UUID) -> DisputePaper:
    """The paper of that public id; raises NotVisible."""
    rows = DisputePaper.objects.select_related("dispute__market", "dispute__member")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    if not can_read_dispute(actor, found.dispute):
        raise unseen(actor, found.dispute.member)
    return found


def disputes_on(actor: Actor, order: Order) -> list[Dispute]:
    """The disputes about an order that the actor reads."""
    rows = Dispute.objects.filter(disputes_visible_to(actor), order=order)
    return list(with_stage(rows).order_by("number"))


def open_query(actor: Actor) -> Subquery:
    """How many disputes that the actor reads are open, as a column; nothing when none is."""
    rows = Dispute.objects.filter(disputes_visible_to(actor), outcome="")
    counted = rows.order_by().values("market").annotate(n=Count("pk")).values("n")
    return Subquery(counted[:1], output_field=IntegerField())
