"""Opening and closing schools by orders [D, « the order opens the right to accounts »]: an order in force opens its
schools, a complement adds, the second order prolongs; the end of the contract, or of a member, closes. Every step may
be run again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Sum

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.directory.actions.school_setup import SHORTEST, entitlement_of_order, entitlement_until
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Entitlement, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.models import Order, OrderGrant, OrderLine, Overrun
from eprimo.steering.orders.order.succession import closing_day, heirs, held_by, leaving

_AT_ONCE = 500
# Schools and members read of a closing that long ahead: the time to order, or to take everything away.
TOLD_BEFORE = timedelta(days=92)


@transaction.atomic
def order_open(order: Order, *, actor: Actor | None = None) -> int:
    """Open the schools of an order in force that it did not open yet, and return how many were. A school that was
    merged is opened under the number that took its place."""
    order = Order.objects.select_for_update(of=("self",)).select_related("market").get(pk=order.pk)
    if order.state != OrderState.ACKNOWLEDGED or order.acknowledged_at is None:
        return 0
    starts = max(first_instant(order.starts_on, ZONE), order.acknowledged_at)
    ends = first_instant(closing_day(order, leaving().get(order.member_id)), ZONE)
    if ends <= starts:
        return 0
    done = set(OrderGrant.objects.filter(order=order).values_list("school", flat=True))
    lines = order.lines.filter(accounts__gt=0).exclude(school__in=done).order_by("pk")
    lines = lines.select_related("school__successor")
    for line in lines:
        target = line.school.successor or line.school
        entitlement = entitlement_of_order(
            actor=actor,
            school=target,
            starts=starts,
            ends=ends,
            accounts=line.accounts,
            reference=order.reference,
        )
        OrderGrant.objects.create(order=order, school=line.school, entitlement=entitlement)
    # What the accounts of a complement make up for is left to do no more.
    overruns_watch({(line.school.successor or line.school).pk for line in lines})
    return len(lines)


def grants_keep() -> int:
    """Open what a killed run left, and close by decisions since; return how many were set right."""
    return _grants_missing() + _closings_keep()


def _grants_missing() -> int:
    given = OrderGrant.objects.filter(order=OuterRef("order"), school=OuterRef("school"))
    rows = OrderLine.objects.filter(
        ~Exists(given),
        accounts__gt=0,
        order__state=OrderState.ACKNOWLEDGED,
        order__ends_on__gt=clock.today(ZONE),
    )
    orders = Order.objects.filter(pk__in=rows.values("order"))
    return sum(order_open(order) for order in orders.order_by("pk")[:_AT_ONCE])


def _closings_keep() -> int:
    """Move the end of what is open still to the day that holds now; the past is not opened again."""
    leaves = leaving()
    moved = 0
    given = OrderGrant.objects.filter(entitlement__ends__gt=clock.now())
    rows = given.select_related("order__market", "entitlement__school").defer("entitlement__reason")
    for grant in rows.order_by("pk").iterator(chunk_size=_AT_ONCE):
        ends = first_instant(closing_day(grant.order, leaves.get(grant.order.member_id)), ZONE)
        # What had not begun is open for no more than its first second.
        if grant.entitlement is not None and grant.entitlement.ends != max(
            ends, grant.entitlement.starts + SHORTEST
        ):
            entitlement_until(entitlement=grant.entitlement, ends=ends)
            moved += 1
    return moved


def ordered_now(
    member: Member | None = None, schools: Collection[int] | None = None
) -> dict[int, tuple[int, int]]:
    """{school: (member, accounts)} that orders give now; of one `member` or of these `schools`, when they are given."""
    rows = OrderGrant.objects.filter(entitlement__in=Entitlement.objects.in_force())
    if schools is not None:
        rows = rows.filter(entitlement__school__in=schools)
    if member is not None:
        rows = rows.filter(held_by(member, "order__"))
    sums = (
        rows.order_by()
        .values_list("entitlement__school", "order__member")
        .annotate(n=Sum("entitlement__accounts"))
    )
    heir, found = heirs(), dict[int, tuple[int, int]]()
    for school, owner, accounts in sums:
        # What a member ordered is of who came in its place; what that one adds comes on top.
        found[school] = heir.get(owner, owner), accounts + found.get(school, (0, 0))[1]
    return found


def used_now(schools: list[int]) -> dict[int, int]:
    """{school: its pupils}: each of them has an account."""
    rows = Affiliation.objects.in_force(clock.now()).filter(school__in=schools, profile=Profile.PUPIL)
    return dict(rows.order_by().values_list("school").annotate(n=Count("pk")))


@transaction.atomic
def overruns_watch(schools: Collection[int] | None = None) -> int:
    """Note where more is used than was ordered, and where it no longer is, of all schools or of these; return how many
    changed. Nothing is closed."""
    now, ordered = clock.now(), ordered_now(schools=schools)
    used = used_now(list(ordered))
    over = {school: (member, accounts, used[school]) for school, (member, accounts) in ordered.items()
            if used.get(school, 0) > accounts}  # fmt: skip
    watched = Overrun.objects.filter(over_at=None)
    if schools is not None:
        watched = watched.filter(school__in=schools)
    open_ = {row.school_id: row for row in watched.select_for_update(of=("self",))}
    gone = [row.pk for school, row in open_.items() if school not in over or over[school][0] != row.member_id]
    Overrun.objects.filter(pk__in=gone).update(over_at=now)
    kept = {school: row for school, row in open_.items() if row.pk not in gone}
    Overrun.objects.bulk_create(
        Overrun(member_id=member, school_id=school, ordered=accounts, used=number, since=now)
        for school, (member, accounts, number) in over.items()
        if school not in kept
    )
    for school, row in kept.items():
        _, row.ordered, row.used = over[school]
    Overrun.objects.bulk_update(kept.values(), ["ordered", "used"])
    return len(gone) + len(over) - len(kept)


@dataclass(frozen=True, slots=True)
class Usage:
    """A school of a member: accounts that are ordered now, and pupils that have one."""

    name: str
    uai: str
    ordered: int
    used: int

    @property
    def over(self) -> int:
        return max(0, self.used - self.ordered)


def usage_of(member: Member) -> list[Usage]:
    """Every school that the member's orders hold open, by name, with its accounts."""
    ordered = ordered_now(member)
    used = used_now(list(ordered))
    schools = School.objects.filter(pk__in=ordered).order_by("key", "uai")
    return [Usage(one.name, one.uai, ordered[one.pk][1], used.get(one.pk, 0)) for one in schools]


def closes_on(member: Member) -> date | None:
    """The day on which the last of what the member ordered is closed; None: nothing is open."""
    rows = OrderGrant.objects.filter(held_by(member, "order__"), entitlement__ends__gt=clock.now())
    last = rows.order_by("-entitlement__ends").values_list("entitlement__ends", flat=True).first()
    return last.astimezone(ZoneInfo(ZONE)).date() if last is not None else None


def is_near(day: date, actor: Actor) -> bool:
    """Whether the day of a closing is near enough to be told."""
    return day - clock.today(actor.time_zone) <= TOLD_BEFORE
