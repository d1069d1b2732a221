"""Acts on an order while it is written: by the member or on its behalf, saved at each post, then put to who signs."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.models import MOST_ACCOUNTS, ManagingBody, Member, SchoolClaim, Signatory
from eprimo.steering.orders.enums import MAIN, WRITTEN, OrderKind, OrderState
from eprimo.steering.orders.errors import (
    BelowNeed,
    NoOrderYet,
    NoSignatory,
    WrongDay,
    WrongQuantity,
    WrongState,
)
from eprimo.steering.orders.models import Order, OrderLine
from eprimo.steering.orders.order.ceiling import check_maximum
from eprimo.steering.orders.order.form import form_hash
from eprimo.steering.orders.order.periods import Plan, first_day, plan_of, plan_on
from eprimo.steering.orders.order.periods import plan as plan_for
from eprimo.steering.orders.order.policies import can_write_order
from eprimo.steering.orders.order.sheet import (
    below_need,
    closed_because,
    cost_of_order,
    floor_of,
    needs_by_school,
    not_bound,
    options_left,
    ordered_before,
)
from eprimo.steering.orders.order.succession import held_by, orders_counted
from eprimo.steering.prices.models import PriceLine
from eprimo.ui.french import day_month_year

NBSP = "\N{NO-BREAK SPACE}"
_WAITING = (
    "Le titulaire n’a pas encore accusé réception de votre bon de commande\N{NO-BREAK SPACE}: vous ajouterez des "
    "comptes ensuite."
)


@transaction.atomic
def order_save(
    *,
    actor: Actor,
    member: Member,
    accounts: Mapping[int, int],
    options: Collection[str] = (),
    starts_on: date | None = None,
) -> Order:
    """Save the draft of the member with these accounts by school; it may still be below the need. `starts_on`: the
    first day of a complement. Raises NoOrderYet, WrongQuantity, WrongDay, WrongState once it is put to signature."""
    require(can_write_order, actor, member)
    member = Member.objects.select_for_update(of=("self",)).select_related("market").get(pk=member.pk)
    today = clock.today(actor.time_zone)
    closed = closed_because(member, today)
    if closed:
        raise NoOrderYet(closed)
    order = Order.objects.filter(member=member, state__in=WRITTEN).select_related("market", "member").first()
    if order is not None and order.state != OrderState.DRAFT:
        raise WrongState
    if order is not None and order.kind in MAIN:
        # The start of the market may have moved since [R063].
        order.starts_on, order.ends_on = _days(order)
    plan = plan_of(order) if order is not None else plan_on(member.market, today, orders_counted(member))
    if plan is None:
        raise NoOrderYet(_WAITING)
    leaving = not_bound(member, max(today, plan.starts_on))
    if leaving:
        raise NoOrderYet(leaving)
    _check_accounts(member, accounts)
    order = _draft(member, plan, order)
    if plan.kind == OrderKind.COMPLEMENT and starts_on is not None:
        check_day(order, starts_on, today)
        order.starts_on = starts_on
    order.options = _options(member, plan, options)
    order.accounts = sum(accounts.values())
    order.managing_body = acting_body(actor, member)
    order.saved_at = clock.now()
    order.save()
    _write_lines(order, accounts)
    audit(actor, "orders.order.saved", member, accounts=order.accounts, on_behalf=on_behalf(actor))
    return order


@transaction.atomic
def order_propose(*, actor: Actor, order: Order) -> Order:
    """Put a draft to who signs for the member: from then on the form is frozen, and bears a reference. Raises BelowNeed
    with the missing number [C 7.1], NoSignatory, WrongDay, PastMaximum."""
    require(can_write_order, actor, order.member)
    order = locked(order, OrderState.DRAFT)
    order.signatory = check(order, clock.today(actor.time_zone))
    check_maximum(order, cost_of_order(order, plan_of(order)))
    order.state, order.proposed_at = OrderState.PROPOSED, clock.now()
    order.form_sha256 = form_hash(order)
    order.save(update_fields=["state", "proposed_at", "signatory", "form_sha256"])
    audit(actor, "orders.order.proposed", order.member, on_behalf=on_behalf(actor))
    return order


@transaction.atomic
def order_take_back(*, actor: Actor, order: Order) -> Order:
    """Make a proposed order a draft again: a form that was printed before is good for nothing."""
    require(can_write_order, actor, order.member)
    order = locked(order, OrderState.PROPOSED)
    order.state, order.proposed_at, order.form_sha256 = OrderState.DRAFT, None, ""
    order.save(update_fields=["state", "proposed_at", "form_sha256"])
    audit(actor, "orders.order.taken_back", order.member, on_behalf=on_behalf(actor))
    return order


@transaction.atomic
def order_drop(*, actor: Actor, order: Order) -> None:
    """Delete an order that was never sent; it leaves no number."""
    require(can_write_order, actor, order.member)
    order = locked(order, *WRITTEN)
    audit(actor, "orders.order.dropped", order.member, on_behalf=on_behalf(actor))
    order.delete()


def locked(order: Order, *states: OrderState) -> Order:
    """Lock the row of an order, so that nobody else changes it. Raises WrongState when it is in none of these
    `states`."""
    rows = Order.objects.select_for_update(of=("self",)).select_related(
        "market", "member", "managing_body", "signatory"
    )
    found = rows.filter(pk=order.pk).first()
    if found is None or found.state not in states:
        raise WrongState
    return found


def check(order: Order, today: date) -> Signatory:
    """Return who signs, when nothing stands against sending the order. Raises NoOrderYet, BelowNeed, WrongQuantity,
    WrongDay, NoSignatory."""
    closed = closed_because(order.member, today) or not_bound(order.member, max(today, order.starts_on))
    if closed:
        raise NoOrderYet(closed)
    if Order.objects.filter(held_by(order.member), state=OrderState.SENT).exists():
        # What it is priced upon may still be cancelled.
        raise NoOrderYet(_WAITING)
    if order.ends_on <= today:
        raise NoOrderYet(
            f"La période de ce bon a pris fin le {day_month_year(order.ends_on)}{NBSP}: abandonnez ce brouillon, puis "
            "commandez pour la période qui court (article 7.1)."
        )
    if order.kind in MAIN and (order.starts_on, order.ends_on) != _days(order):
        raise NoOrderYet(
            f"Les dates du marché ont changé depuis que ce bon est écrit{NBSP}: reprenez le brouillon et gardez-le "
            "(article 8)."
        )
    _check_schools(order)
    need = sum(needs_by_school(order.member).values())
    held = sum(one.accounts for one in ordered_before(order.member, plan_of(order)).period)
    wrong = below_need(order.market, order.kind, need, order.accounts, held)
    if wrong:
        raise BelowNeed(wrong, floor_of(order.market, order.kind, need) - held - order.accounts)
    if order.kind == OrderKind.COMPLEMENT:
        check_day(order, order.starts_on, today)
        if not order.accounts and not order.options:
            raise WrongQuantity("Un bon complémentaire ajoute au moins un compte ou une option.")
    signatory = order.member.signatories.in_force().first()
    if signatory is None:
        raise NoSignatory
    return signatory


def _days(order: Order) -> tuple[date, date]:
    """The [first, after[ days of an order for a whole period, as the market stands now."""
    now = plan_for(order.market, OrderKind(order.kind), order.period, first_day(order.market, order.period))
    return now.starts_on, now.ends_on


def _check_schools(order: Order) -> None:
    """Raise WrongQuantity, naming them, for schools that left the member since they were written down [C 7.1]."""
    own = SchoolClaim.objects.in_force().filter(member=order.member).values("school")
    gone = order.lines.filter(accounts__gt=0).exclude(school__in=own).order_by("name", "uai")
    names = [f"«{NBSP}{name}{NBSP}»" for name in gone.values_list("name", flat=True)]
    if names:
        one = len(names) == 1
        raise WrongQuantity(
            f"{', '.join(names)} {'n’est plus' if one else 'ne sont plus'} à ce membre, qui paie pour ses écoles "
            f"(article 7.1){NBSP}: reprenez le brouillon et gardez-le sans {'elle' if one else 'elles'}."
        )


def check_day(order: Order, day: date, today: date) -> None:
    """Raise WrongDay for a first day that is past, or out of the period of the order."""
    if day < today:
        raise WrongDay(
            f"Cette date est passée. Choisissez un jour à partir du {day_month_year(today)}.",
            field="starts_on",
        )
    first = first_day(order.market, order.period)
    if not first <= day < order.ends_on:
        raise WrongDay(
            f"Ces comptes s’ouvrent entre le {day_month_year(first)} et le {day_month_year(order.ends_on)}.",
            field="starts_on",
        )


def _draft(member: Member, plan: Plan, order: Order | None) -> Order:
    if order is not None:
        return order
    return Order(
        market=member.market, member=member, kind=plan.kind, period=plan.period, starts_on=plan.starts_on,
        ends_on=plan.ends_on,
    )  # fmt: skip


def _check_accounts(member: Member, accounts: Mapping[int, int]) -> None:
    """Raise WrongQuantity for a school that is not the member's, or a number that none has."""
    own = set(SchoolClaim.objects.in_force().filter(member=member).values_list("school", flat=True))
    if set(accounts) - own:
        raise WrongQuantity("Une de ces écoles n’est pas à ce membre.")
    if any(not 0 <= number <= MOST_ACCOUNTS for number in accounts.values()):
        raise WrongQuantity(f"Un nombre de comptes va de 0 à {MOST_ACCOUNTS} par école.")


def _write_lines(order: Order, accounts: Mapping[int, int]) -> None:
    needs = needs_by_school(order.member)
    order.lines.all().delete()
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, school=school, uai=school.uai, name=school.name, need=needs.get(school.pk),
            accounts=accounts[school.pk],
        )
        for school in School.objects.filter(pk__in=accounts).order_by("key", "uai")
    )  # fmt: skip


def _options(member: Member, plan: Plan, asked: Collection[str]) -> list[str]:
    """The codes that are asked, in the order of the schedule. Raises WrongQuantity for a code that is no option, or one
    that was ordered already."""
    if not asked:
        return []
    codes = [line.code for line in options_left(member, plan) if line.code in asked]
    others = set(asked) - set(codes)
    if others and PriceLine.objects.filter(market=member.market, is_option=True, code__in=others).exists():
        raise WrongQuantity(f"Cette option est déjà commandée{NBSP}: elle ne se commande pas deux fois.")
    if others:
        raise WrongQuantity("Cette option n’est pas dans le bordereau.")
    return codes


def acting_body(actor: Actor, member: Member) -> ManagingBody | None:
    """The managing body by which the actor acts for the member; None: the member acts itself."""
    if not on_behalf(actor):
        return None
    acting = member.representations.in_force().select_related("managing_body").first()
    return acting.managing_body if acting is not None else None
