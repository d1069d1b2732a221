"""Reads orders: those of a member, what the contractor received, the coordinator's totals and delays."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from eprimo.foundation.directory.enums import EntitlementSource
from eprimo.foundation.directory.models import Entitlement
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.foundation.kernel.text import fold
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.consortium.enums import MemberKind, Outcome
from eprimo.steering.consortium.market_periods import second_from
from eprimo.steering.consortium.models import Market, Member, Need, Withdrawal
from eprimo.steering.consortium.policies import current_market, files_visible_to
from eprimo.steering.consortium.queries import member_file, unseen
from eprimo.steering.consortium.states import BOUND, in_states
from eprimo.steering.consortium.todo import ASKED_ROWS
from eprimo.steering.orders.enums import BINDING, WRITTEN, OrderKind, OrderState
from eprimo.steering.orders.models import DEFAULT_AFTER, Order, OrderBook, OrderDocument, Overrun
from eprimo.steering.orders.order.policies import (
    can_read_order,
    can_read_orders,
    can_read_totals,
    orders_visible_to,
)
from eprimo.steering.orders.order.succession import PATHS
from eprimo.steering.prices.models import PriceSchedule, PriceTerms

_ROWS = (
    "market", "member__department", "managing_body", "signatory", "pressed_by", "right", "mandate__managing_body",
)  # fmt: skip
_KEY = ("key", "pk")


def member_ordering(actor: Actor, public_id: UUID) -> Member:
    """The member of that public id, whose orders the actor reads; raises NotVisible."""
    member = member_file(actor, public_id)
    if not can_read_orders(actor, member):
        raise unseen(actor, member)
    return member


def orders_of(member: Member) -> list[Order]:
    """The orders of a member, the last first."""
    return list(member.orders.select_related(*_ROWS).order_by(F("number").desc(nulls_first=True), "-pk"))


def order_read(actor: Actor, public_id: UUID) -> Order:
    """The order of that public id, if the actor reads it; raises NotVisible."""
    found = Order.objects.select_related(*_ROWS).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    if not can_read_order(actor, found):
        raise unseen(actor, found.member)
    return found


def document_of(order: Order) -> OrderDocument:
    """The document of an order as it was sent; raises NotVisible before it is sent, and once it was erased."""
    found = OrderDocument.objects.filter(order=order).first()
    if found is None:
        raise NotVisible
    return found


def document_kept(order: Order) -> OrderDocument | None:
    """The hashes of an order's document without its files; None: it was erased."""
    return OrderDocument.objects.filter(order=order).defer("content", "scan").first()


def received_page(actor: Actor, *, after: str, before: str) -> Page[Order]:
    """A page of the orders that the contractor received: those to acknowledge first, then by number. Raises
    NotVisible."""
    if not receives(actor):
        raise NotVisible
    waits = Case(When(state=OrderState.SENT, then=0), default=1, output_field=IntegerField())
    rows = Order.objects.filter(orders_visible_to(actor)).annotate(waits=waits).select_related(*_ROWS)
    return paginate(rows.order_by("waits", "number"), ("waits", "number"), after=after, before=before)


def receives(actor: Actor) -> bool:
    """Whether the list of received orders exists for the actor."""
    market = current_market() if actor.role == Role.CONTRACTOR else None
    today = clock.today(actor.time_zone)
    return market is not None and market.notified_on is not None and market.notified_on <= today


def next_query(actor: Actor) -> ArraySubquery:
    """What comes next with the orders of each member that one acts for, as a column. Members with something left come
    first."""
    today = clock.today(actor.time_zone)
    mine = _standing_orders()
    written = mine.filter(state__in=WRITTEN)
    after = OrderBook.objects.filter(market=OuterRef("market")).values("default_after")[:1]
    rows = (
        ordering_members(Member.objects.filter(files_visible_to(actor)), today)
        .annotate(
            written=Subquery(written.values("state")[:1]), written_id=Subquery(written.values("public_id")[:1]),
            written_kind=Subquery(written.values("kind")[:1]), default_after=Subquery(after),
            sent=Subquery(mine.filter(kind=OrderKind.FIRST).values("sent_at")[:1]),
            second_on=_MonthsAfter(F("market__starts_on"), F("market__period_months")),
            ends_on=_MonthsAfter(F("market__starts_on"), F("market__period_months") * 2),
        )
        .annotate(left=Case(When(_may_order(today), then=True), default=False))
        .order_by("-left", *_KEY)
    )  # fmt: skip
    values = JSONObject(
        id="public_id", name="name", written="written", written_id="written_id", written_kind="written_kind",
        first="first", second="second", starts="market__starts_on", months="market__period_months", sent="sent",
        reading="market__end_reading", ended="market__ended_early_on", need="need", ordered="ordered", leaves="leaves",
        default_after="default_after", waits="waits", left="left",
    )  # fmt: skip
    return ArraySubquery(rows.values(row=values)[:ASKED_ROWS])


def _standing_orders() -> QuerySet[Order]:
    """Orders of the member of the outer query that were not cancelled."""
    return Order.objects.filter(member=OuterRef("pk")).exclude(state=OrderState.CANCELLED).order_by()


def ordering_members(members: QuerySet[Member], today: date) -> QuerySet[Any]:
    """Members that are bound, once the market was notified and priced and says how a year is counted. With `need` and
    `ordered` (accounts of the first period), `first` and `second` (states of these orders), `waits` (one is sent and
    not acknowledged) and `leaves` (at the end of the first period)."""
    need = Need.objects.filter(member=OuterRef("pk"), ends=None).order_by().values("member")
    mine = _standing_orders()
    leaves = Withdrawal.objects.filter(member=OuterRef("pk"), outcome=Outcome.ACCEPTED)
    priced = PriceSchedule.objects.filter(awarded_at__isnull=False, market__in=_counted(today)).values(
        "market"
    )
    rows = members.filter(market__notified_on__lte=today, market__in=priced)
    found: QuerySet[Any] = (
        in_states(rows, BOUND)
        .exclude(kind=MemberKind.RECTORAT)
        .annotate(
            leaves=Exists(leaves),
            first=Coalesce(
                Subquery(mine.filter(kind=OrderKind.FIRST).values("state")[:1]), *_passed("state", kind=OrderKind.FIRST)
            ),
            second=Subquery(mine.filter(kind=OrderKind.SECOND).values("state")[:1]),
            need=Coalesce(Subquery(need.annotate(n=Sum("accounts")).values("n")), 0), ordered=_ordered(1),
            waits=Case(When(_waits(), then=True), default=False),
        )
    )  # fmt: skip
    return found


def _counted(today: date) -> QuerySet[Any]:
    """Markets of which it is noted how they count a year: nobody orders before."""
    rows = PriceTerms.objects.filter(Q(effective_on=None) | Q(effective_on__lte=today))
    return rows.values("market")


def _may_order(today: date) -> Q:
    """Filter the rows of `next_query` to members that may have something left. A day more on each side: which day of a
    period is its last one is told by the market's reading."""
    first = Q(second_on__gte=today)
    second = Q(second_on__lte=months_after(today, convention.WITHDRAWAL_MONTHS) + timedelta(days=1))
    early = Q(market__ended_early_on=None) | Q(market__ended_early_on__gt=today)
    runs = Q(ends_on__gte=today) & early
    return (
        Q(written__isnull=False)
        | runs
        & first
        & (Q(first=None, need__gt=0) | Q(first=OrderState.ACKNOWLEDGED, waits=False, need__gt=F("ordered")))
        | runs & second & Q(second=None, leaves=False) & (Q(need__gt=0) | Q(ordered__gt=0))
    )


def _waits() -> Q:
    """Whether an order is sent and not acknowledged, of the member or of whom it is in the place of."""
    found = Q()
    for path in PATHS:
        found |= Q(Exists(Order.objects.filter(**{path: OuterRef("pk")}, state=OrderState.SENT)))
    return found


class _MonthsAfter(Func):
    """The day so many months later, as `months_after` counts it, in SQL."""

    template = "(%(expressions)s))::date"
    arg_joiner = " + make_interval(months => "
    output_field = DateField()


def _bound(path: str, **of: Any) -> QuerySet[Order]:
    """Binding orders that count for the member of the outer query, by one way of `PATHS`."""
    return Order.objects.filter(**{path: OuterRef("pk")}, state__in=BINDING, **of).order_by()


def _passed(column: str, **of: Any) -> list[Subquery]:
    """That column of the orders of whom the member is in the place of, a subquery for each way."""
    return [Subquery(_bound(path, **of).values(column)[:1]) for path in PATHS[1:]]


def _ordered(period: int) -> Combinable:
    """Accounts of the period that binding orders hold: one sum a way, each of which an index answers."""
    total: Combinable = Value(0)
    for path in PATHS:
        sums = _bound(path, period=period).values(path).annotate(n=Sum("accounts")).values("n")
        total = total + Coalesce(Subquery(sums, output_field=IntegerField()), 0)
    return ExpressionWrapper(total, output_field=IntegerField())


def over_query(actor: Actor) -> Subquery:
    """How many schools of the members that one reads use more accounts than were ordered, as a column."""
    own = Member.objects.filter(files_visible_to(actor))
    rows = Overrun.objects.filter(over_at=None, member__in=own).order_by().values("member__market__academy")
    return Subquery(rows.annotate(n=Count("pk")).values("n")[:1], output_field=IntegerField())


def closing_query(actor: Actor) -> Subquery:
    """When the school in use closes, as a column; empty unless an order keeps it open and nothing comes after."""
    rows = Entitlement.objects.filter(school=actor.school_id).order_by("-ends")
    last = rows.annotate(ordered=Case(When(source=EntitlementSource.ORDER, then=F("ends"))))
    return Subquery(last.values("ordered")[:1])


@dataclass(frozen=True, slots=True)
class TotalsFilter:
    """How the list of totals is narrowed: words of a name, a standing."""

    words: str = ""
    state: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.state)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of all members: how many there are, have ordered, are in default, or are below their need; accounts of
    both."""

    members: int
    ordered: int
    in_default: int
    below: int
    needed: int
    accounts: int


def default_from(market: Market) -> date:
    """The first day on which a member without order is « en défaut » [R072]."""
    after = OrderBook.objects.filter(market=market).values_list("default_after", flat=True).first()
    return market.starts_on + timedelta(days=DEFAULT_AFTER if after is None else after)


def totals_read(actor: Actor) -> Market:
    """The market whose totals the actor reads; raises NotVisible."""
    market = current_market()
    if market is None or not can_read_totals(actor):
        raise NotVisible
    return market


def totals_of(actor: Actor, market: Market, asked: TotalsFilter) -> QuerySet[Member]:
    """Members that are bound, with `need`, `ordered` (binding accounts of the running period, also of whom a member is
    in the place of), `missing` of the need, `over` (pupils beyond what was ordered), `sent_at` of the first order, and
    `standing`: known, sent, below, default or none. No line and no draft is read: « totals and delays » [C 4.2]."""
    today = clock.today(actor.time_zone)
    period = 1 if today < second_from(market) else 2
    need = Need.objects.filter(member=OuterRef("pk"), ends=None).order_by().values("member")
    more = Overrun.objects.filter(member=OuterRef("pk"), over_at=None).order_by().values("member")
    kind = OrderKind.FIRST if period == 1 else OrderKind.SECOND
    main = _bound("member", kind=kind)
    rows = (
        in_states(Member.objects.filter(market=market), BOUND)
        .exclude(kind=MemberKind.RECTORAT)
        .annotate(
            need=Coalesce(Subquery(need.annotate(n=Sum("accounts")).values("n")), 0),
            ordered=_ordered(period),
            over=Coalesce(Subquery(more.annotate(n=Sum(F("used") - F("ordered"))).values("n")), 0),
            sent_at=Coalesce(Subquery(main.values("sent_at")[:1]), *_passed("sent_at", kind=kind)),
            main_state=Coalesce(Subquery(main.values("state")[:1]), *_passed("state", kind=kind)),
        )
        .annotate(missing=F("need") - F("ordered"), standing=_standing(market, today))
    )  # fmt: skip
    for word in fold(asked.words).split():
        rows = rows.filter(key__contains=word)
    if asked.state:
        rows = rows.filter(standing=asked.state)
    found: QuerySet[Member] = rows.select_related("department", "market").order_by(*_KEY)
    return found


def _standing(market: Market, today: date) -> Case:
    # Without a second order at its start nobody is in default: the text asks none [C 7.1].
    late = today >= default_from(market) and today < second_from(market)
    # A need that was raised since, or came with another member, is still to be ordered [C 7.1].
    below = (
        [When(main_state__isnull=False, missing__gt=0, then=Value("below"))]
        if today < second_from(market)
        else []
    )
    return Case(
        *below,
        When(main_state=OrderState.ACKNOWLEDGED, then=Value("known")),
        When(main_state=OrderState.SENT, then=Value("sent")),
        # Who needs nothing owes no order.
        When(need=0, then=Value("none")),
        default=Value("default" if late else "none"),
    )


def totals_page(
    actor: Actor, market: Market, asked: TotalsFilter, *, after: str, before: str
) -> Page[Member]:
    """A page of `totals_of`."""
    return paginate(totals_of(actor, market, asked), _KEY, after=after, before=before)


def totals_sum(actor: Actor, market: Market) -> Totals:
    """The sums of all members of the market (one statement)."""
    found = totals_of(actor, market, TotalsFilter()).aggregate(
        members=Count("pk"), done=Count("pk", filter=Q(standing__in=("known", "sent", "below"))),
        late=Count("pk", filter=Q(standing="default")), below=Count("pk", filter=Q(standing="below")),
        needed=Sum("need"), accounts=Sum("ordered"),
    )  # fmt: skip
    return Totals(
        found["members"],
        found["done"],
        found["late"],
        found["below"],
        found["needed"] or 0,
        found["accounts"] or 0,
    )
