"""Reads invoices: the list of who reads them, their statuses for the coordinator, one of them, and the runs that issue
many."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Concat, Greatest, Least

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.foundation.kernel.text import fold
from eprimo.steering.consortium.enums import Outcome
from eprimo.steering.consortium.models import Market, Member, Withdrawal
from eprimo.steering.consortium.policies import current_market
from eprimo.steering.consortium.queries import member_file, unseen
from eprimo.steering.orders.enums import TROUBLES, Answered, Channel, Deposit, InvoiceKind, OrderState
from eprimo.steering.orders.invoice.payment_delay import is_late, with_delay
from eprimo.steering.orders.invoice.policies import (
    can_bill,
    can_read_invoice,
    can_write_billing,
    invoices_visible_to,
)
from eprimo.steering.orders.models import (
    STANDING,
    Invoice,
    InvoiceAnswer,
    InvoiceDeposit,
    InvoiceFile,
    InvoiceRun,
    OrderCharge,
)
from eprimo.steering.orders.order.policies import can_read_totals
from eprimo.steering.orders.order.succession import PATHS

_ORDER = ("-issued_on", "-pk")
_ACTING = frozenset({Role.MEMBER_REP, Role.MANAGING_BODY})
# What a list is narrowed to, by the key of its address.
STATES = (
    ("attente", "Sans réponse du membre"), ("service-fait", "Service fait"), ("contestee", "Contestée"),
    ("incident", "À reprendre par le titulaire"), ("payee", "Payée"), ("retard", "Payée ou à payer en retard"),
    ("impayee", "À payer, en retard"), ("a-deposer", "À déposer par le titulaire"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """How the list of invoices is narrowed: words, a state, a year of the market."""

    words: str = ""
    state: str = ""
    year: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.state or self.year)


def invoices_read(actor: Actor) -> Market:
    """The market whose invoices the actor lists, in full or by status; raises NotVisible."""
    market = current_market()
    if market is None:
        raise NotVisible
    if actor.role in _ACTING or can_read_totals(actor) or can_bill(actor, market):
        return market
    raise NotVisible


def billed_market(actor: Actor) -> Market:
    """The market that the actor bills; raises NotVisible."""
    market = current_market()
    if market is None or not can_bill(actor, market):
        raise NotVisible
    return market


def invoices_of(actor: Actor, market: Market, asked: InvoiceFilter) -> QuerySet[Invoice]:
    """The invoices of a market that the actor reads, narrowed, the last first, `with_standing`."""
    rows = Invoice.objects.filter(market=market)
    if not can_read_totals(actor):
        rows = rows.filter(invoices_visible_to(actor))
    rows = with_standing(rows)
    for word in fold(asked.words).split():
        rows = rows.filter(Q(member__key__contains=word) | Q(reference__icontains=word))
    if asked.year.isdigit():
        rows = rows.filter(year=int(asked.year) - 1)
    narrowing = {
        "attente": Q(kind=InvoiceKind.INVOICE, answer=""),
        "service-fait": Q(answer=Answered.CERTIFIED),
        "contestee": Q(answer=Answered.DISPUTED),
        "incident": Q(deposit__in=TROUBLES),
        "payee": Q(deposit=Deposit.PAID) | Q(payment__paid_on__isnull=False),
        "retard": is_late(clock.today("Europe/Paris")),
        "impayee": is_unpaid(clock.today("Europe/Paris")),
        "a-deposer": NOT_DEPOSITED,
    }
    if asked.state in narrowing:
        rows = rows.filter(narrowing[asked.state])
    return rows.select_related("member", "order", "payment").prefetch_related("credits").order_by(*_ORDER)


def with_standing(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Add to invoices what `with_delay` does, `deposit` (last state), `answer` (the member's last word) and `credited`
    (what credit notes gave back)."""
    last = InvoiceDeposit.objects.filter(invoice=OuterRef("pk")).order_by("-on", "-pk")
    said = InvoiceAnswer.objects.filter(invoice=OuterRef("pk")).order_by("-pk")
    back = (
        Invoice.objects.filter(corrects=OuterRef("pk"))
        .order_by()
        .values("corrects")
        .annotate(n=Sum(F("total") - F("withheld")))
    )
    return with_delay(rows).annotate(
        deposit=Coalesce(Subquery(last.values("state")[:1]), Value("")),
        deposit_on=Subquery(last.values("on")[:1]),
        answer=Coalesce(Subquery(said.values("answer")[:1]), Value("")),
        credited=Subquery(back.values("n")[:1]),
    )


def is_unpaid(today: date) -> Q:
    """Filter invoices `with_standing` to those past their last day that the member has to answer or to pay. One that it
    disputes, or that its channel gave back, waits for the contractor."""
    paid = Q(payment__paid_on__isnull=False) | Q(deposit=Deposit.PAID)
    return is_late(today) & ~paid & ~Q(answer=Answered.DISPUTED) & ~Q(deposit__in=TROUBLES)


# On invoices `with_standing`: issued, and not known to any platform; what needs none is not among them.
NOT_DEPOSITED = Q(deposit="") & ~Q(channel=Channel.PLAIN) & Q(closed_by_credit=False)


def invoices_page(
    actor: Actor, market: Market, asked: InvoiceFilter, *, after: str, before: str
) -> Page[Invoice]:
    """A page of `invoices_of`."""
    return paginate(invoices_of(actor, market, asked), _ORDER, after=after, before=before)


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of the list of invoices: how many, and for the coordinator nothing more."""

    count: int
    certified: int
    disputed: int
    troubles: int


def sums_of(actor: Actor, market: Market) -> Sums:
    """The sums of the invoices of a market, whatever the filter (one statement)."""
    found = invoices_of(actor, market, InvoiceFilter()).order_by().aggregate(
        count=Count("pk", filter=Q(kind=InvoiceKind.INVOICE)),
        certified=Count("pk", filter=Q(answer=Answered.CERTIFIED)),
        disputed=Count("pk", filter=Q(answer=Answered.DISPUTED)),
        troubles=Count("pk", filter=Q(deposit__in=TROUBLES)),
    )  # fmt: skip
    return Sums(**found)


def label_of(deposit: str) -> str:
    """The words of a state of deposit; empty: none is known."""
    return Deposit(deposit).label if deposit else ""


def invoice_read(actor: Actor, public_id: UUID) -> Invoice:
    """The invoice of that public id, if the actor reads it. Raises NotVisible, also for the coordinator, who reads
    statuses only."""
    rows = with_standing(Invoice.objects.all()).select_related(
        "market", "member", "order", "corrects", "payment"
    )  # fmt: skip
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    if not can_read_invoice(actor, found):
        raise unseen(actor, found.member)
    return found


def file_of_invoice(invoice: Invoice) -> InvoiceFile:
    """The file of an invoice; raises NotVisible once it was erased."""
    found = InvoiceFile.objects.filter(invoice=invoice).first()
    if found is None or not found.xml:
        raise NotVisible
    return found


def member_billing(actor: Actor, public_id: UUID) -> Member:
    """The member of that public id, whose references the actor writes; raises NotVisible."""
    member = member_file(actor, public_id)
    if not can_write_billing(actor, member):
        raise NotVisible
    return member


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run of « Tout émettre » is."""

    run: InvoiceRun
    done: int
    refused: int

    @property
    def over(self) -> bool:
        return self.run.ended_at is not None


def run_read(actor: Actor, public_id: UUID) -> Progress:
    """How far the run of that public id is; raises NotVisible."""
    run = InvoiceRun.objects.select_related("market").filter(public_id=public_id).first()
    if run is None or not can_bill(actor, run.market):
        raise NotVisible
    return progress_of(run)


def progress_of(run: InvoiceRun) -> Progress:
    """How far a run is."""
    return Progress(run, run.invoices.count(), run.faults.count())


def last_run(market: Market) -> InvoiceRun | None:
    """The last run of a market; None: there was none."""
    return InvoiceRun.objects.filter(market=market).order_by("-pk").first()


def due_query(actor: Actor) -> Subquery:
    """How many invoices the contractor may issue or waits to issue, as a column; none before the notification."""
    today = clock.today(actor.time_zone)
    done = Invoice.objects.filter(STANDING, order=OuterRef("order"), year=OuterRef("year"))
    owed = (
        OrderCharge.objects.filter(order__market=OuterRef("pk"), order__state=OrderState.ACKNOWLEDGED)
        .annotate(begins=_YearBegins(F("order__market__starts_on"), F("year")))
        .annotate(first=Greatest("begins", F("order__starts_on")), closes=_closes())
        .filter(~Exists(done), first__lte=today, first__lt=F("closes"))
        .order_by()
        .values("order__market")
        .annotate(n=Count(Concat("order", Value("/"), "year", output_field=CharField()), distinct=True))
    )
    market = Market.objects.filter(notified_on__lte=today).order_by("-starts_on", "-pk")
    return Subquery(
        market.annotate(n=Coalesce(Subquery(owed.values("n")[:1]), 0)).values("n")[:1],
        output_field=IntegerField(),
    )


def _closes() -> Least:
    """The `closing_day` of the order of a charge, as a column; a day that is not known counts for nothing."""
    days: list[str | Subquery] = ["order__ends_on", "order__market__ended_early_on"]
    for path in PATHS:
        letter = Withdrawal.objects.filter(member=OuterRef(f"order__{path}"), outcome=Outcome.ACCEPTED)
        days += [f"order__{path}__exclusion__effect_on", Subquery(letter.values("effect_on")[:1])]
    return Least(*days)


class _YearBegins(Func):
    """The first day of a year of the market, as `months_after` counts it, in SQL."""

    template = "(%(expressions)s))::date"
    arg_joiner = " + make_interval(months => 12 * "
    output_field = DateField()
