"""What stands on an order form, and reads it: the schools of a member with their needs, their pupils and their
accounts; what it costs; what stands against it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from eprimo.foundation.directory.enums import Profile, SchoolKind
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.enums import FileState, MemberKind
from eprimo.steering.consortium.market_periods import floor_of as least_of
from eprimo.steering.consortium.market_periods import over_on, second_from, year_days
from eprimo.steering.consortium.models import Market, Member, Need, SchoolClaim
from eprimo.steering.consortium.states import BOUND, ZONE, state_of
from eprimo.steering.orders.enums import BINDING, OrderKind
from eprimo.steering.orders.models import STANDING, Invoice, Order, OrderCharge, OrderLine
from eprimo.steering.orders.order.charges import Before, charges
from eprimo.steering.orders.order.periods import Plan, first_day, plan_of, shares_of
from eprimo.steering.orders.order.price_changes import Changed, changed_years
from eprimo.steering.orders.order.succession import held_by, leaving
from eprimo.steering.prices.cost import CostLine, SchoolQuantity, YearCost
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.prices.queries import classes_of, is_awarded, tariffs_of, terms_on
from eprimo.steering.prices.terms import Terms
from eprimo.ui.french import day_month_year, local_day
from eprimo.ui.plurals import counted

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A school on the form. `need` None: not said; `before`: accounts ordered earlier for the period; `accounts` None:
    nothing is written yet on this form."""

    school_id: int
    public_id: UUID
    uai: str
    name: str
    what: str
    pupils: int
    need: int | None
    before: int
    accounts: int | None

    @property
    def below(self) -> bool:
        """Whether fewer accounts are ordered than the need. A warning only [D, R071]: a school may close and another
        open."""
        return self.need is not None and self.accounts is not None and self.accounts + self.before < self.need

    @property
    def missing(self) -> int:
        """How many accounts of its need no order asks for yet."""
        return max(0, (self.need or 0) - self.before)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The order form of a member. `floor`: accounts under which it cannot be sent; `held`: accounts that count
    already."""

    plan: Plan
    rows: list[SheetRow]
    need: int
    floor: int
    held: int = 0

    @property
    def accounts(self) -> int:
        return sum(row.accounts or 0 for row in self.rows)

    @property
    def before(self) -> int:
        return sum(row.before for row in self.rows)

    @property
    def lacking(self) -> int:
        """Accounts of the need, all schools together, that no order asks for yet."""
        return max(0, self.need - self.held)

    @property
    def missing(self) -> int:
        return max(0, self.floor - self.held - self.accounts)


def sheet_of(member: Member, plan: Plan, written: Order | None) -> Sheet:
    """The form of a member as it stands; its lines are those of the draft `written`, else the needs."""
    claims = SchoolClaim.objects.in_force().filter(member=member).select_related("school")
    schools = {claim.school_id: claim.school for claim in claims}
    needs = needs_by_school(member)
    said = (
        dict(OrderLine.objects.filter(order=written).values_list("school", "accounts")) if written else None
    )
    before = {one.school: one.accounts for one in ordered_before(member, plan).period}
    pupils = _pupils(list(schools))
    adds = plan.kind == OrderKind.COMPLEMENT
    rows = [
        SheetRow(
            school.pk, school.public_id, school.uai, school.name, SchoolKind(school.kind).label.lower(),
            pupils.get(school.pk, 0), needs.get(school.pk), before.get(school.pk, 0),
            said.get(school.pk) if said is not None else None if adds else needs.get(school.pk),
        )
        for school in sorted(schools.values(), key=lambda one: (one.key, one.uai))
    ]  # fmt: skip
    need = sum(needs.values())
    return Sheet(plan, rows, need, floor_of(member.market, plan.kind, need), sum(before.values()))


def needs_by_school(member: Member) -> dict[int, int]:
    """{school: accounts} of annexe 2 as it stands."""
    return dict(Need.objects.filter(member=member, ends=None).values_list("school", "accounts"))


def floor_of(market: Market, kind: str, need: int) -> int:
    """How many accounts an order has at least [C 7.1], all schools together: the need in the first period, then the
    part of it that the coordinator decided; none for a complement."""
    if kind == OrderKind.COMPLEMENT:
        return 0
    return least_of(market, need, first_day(market, 1 if kind == OrderKind.FIRST else 2))


def below_need(market: Market, kind: str, need: int, accounts: int, held: int = 0) -> str:
    """The sentence why so many accounts are too few; empty: they are enough. `held`: accounts ordered by whom the
    member is in the place of."""
    floor = floor_of(market, kind, need)
    if accounts + held >= floor:
        return ""
    lacking = counted(floor - held - accounts, "compte")
    known = f", {held} sont déjà commandés" if held else ""
    said = f"Il manque {lacking}{NBSP}: "
    if kind == OrderKind.FIRST:
        return (
            f"{said}l’annexe 2 engage à {counted(floor, 'compte')} pour toutes les écoles ensemble jusqu’au "
            f"{day_month_year(market.second_period_on)}{known}, ce bon en commande {accounts} (article 7.1)."
        )
    return f"{said}la deuxième période en demande {floor} au moins{known}, ce bon en commande {accounts} (article 7.1)."


def closed_because(member: Member, day: date) -> str:
    """The sentence why the member cannot order on that day; empty: it can."""
    market = member.market
    if member.kind == MemberKind.RECTORAT:
        return f"Le rectorat n’a pas d’école{NBSP}: il ne commande pas de comptes."
    if market.notified_on is None or market.notified_on > day:
        return f"Le marché n’est pas encore notifié{NBSP}: les membres commandent ensuite."
    if not is_awarded(market):
        return f"Les prix du contrat ne sont pas encore notés{NBSP}: la coordination les note après la notification."
    if terms_on(market, day) is None:
        return (
            f"La coordination n’a pas encore noté comment le contrat compte une année commencée{NBSP}: sans cela, "
            "personne ne sait ce qu’un bon coûte."
        )
    if day >= over_on(market):
        return f"Le marché a pris fin le {day_month_year(market.convention_ends_on)}."
    return not_bound(member, day)


def not_bound(member: Member, day: date) -> str:
    """The sentence why the member is not in the group on that day; empty: its signed convention binds it."""
    state, leaves_on = state_of(member, day), leaving().get(member.pk)
    if state in BOUND and (leaves_on is None or day < leaves_on):
        return ""
    if state in BOUND and leaves_on is not None and clock.today(ZONE) < leaves_on:
        # Its letter or the judge is known; no passage is written before the day.
        said = day_month_year(leaves_on)
        return f"Ce membre quitte le groupement le {said}{NBSP}: il ne commande plus à partir de ce jour (article 3)."
    if state in {*BOUND, FileState.WITHDRAWN, FileState.EXCLUDED, FileState.ENDED}:
        return f"Ce membre n’est plus dans le groupement{NBSP}: il ne commande plus (article 3)."
    return f"La convention de ce membre n’est pas signée{NBSP}: il commandera ensuite (articles 2 et 7.1)."


def ordered_before(member: Member, plan: Plan) -> Before:
    """What binding orders hold of the member, and of whom it is in the place of: in the plan's period, and ever."""
    rows = OrderLine.objects.filter(held_by(member, "order__"), order__state__in=BINDING, accounts__gt=0)
    ever = frozenset(rows.values_list("school", flat=True))
    held = rows.filter(order__period=plan.period).order_by("school").values_list("school")
    sums = dict(held.annotate(total=Sum("accounts")))
    orders = Order.objects.filter(held_by(member), state__in=BINDING, period=plan.period)
    options = frozenset(code for codes in orders.values_list("options", flat=True) for code in codes)
    return Before(ever, quantities_of(sums), options, _set_up(member))


def options_left(member: Member, plan: Plan) -> list[PriceLine]:
    """The options that may still be ordered for the period: neither those in force, nor those that are owed once and
    were charged, for the member or for each of its schools."""
    before = ordered_before(member, plan)
    schools = set(SchoolClaim.objects.in_force().filter(member=member).values_list("school", flat=True))
    lines = PriceLine.objects.filter(market=member.market_id, is_option=True).order_by("order", "code")
    return [
        line
        for line in lines
        if line.code not in before.options
        and (line.code, None) not in before.set_up
        and not (schools and all((line.code, school) in before.set_up for school in schools))
    ]


def _set_up(member: Member) -> frozenset[tuple[str, int | None]]:
    """(code, school or None for the member) of options that are owed once and were charged, in whatever period."""
    once = PriceLine.objects.filter(market=member.market_id, is_option=True, once=True)
    rows = OrderCharge.objects.filter(
        held_by(member, "order__"), order__state__in=BINDING, code__in=once.values("code")
    )
    return frozenset(rows.values_list("code", "school"))


def missing_of(member: Member, day: date) -> int:
    """How many accounts of annexe 2 no order asks for, once one was sent [C 7.1, R071]: a need was raised since, or
    came with another member. Of the first period alone; it has the only floor that the text writes."""
    if day >= second_from(member.market):
        return 0
    rows = Order.objects.filter(held_by(member), state__in=BINDING, period=1)
    ordered = rows.aggregate(n=Sum("accounts"))["n"]
    return 0 if ordered is None else max(0, sum(needs_by_school(member).values()) - ordered)


def quantities_of(accounts: Mapping[int, int]) -> list[SchoolQuantity]:
    """Accounts by school as `charges` takes them, with the classes that are known."""
    classes = classes_of(list(accounts))
    return [
        SchoolQuantity(school, number, classes.get(school)) for school, number in sorted(accounts.items())
    ]


def cost_of_order(order: Order, plan: Plan) -> list[YearCost]:
    """What an order that is not sent yet will cost, year by year."""
    accounts = dict(OrderLine.objects.filter(order=order).values_list("school", "accounts"))
    return cost_of_accounts(order.member, plan, accounts, order.options)


def cost_of_accounts(
    member: Member, plan: Plan, accounts: Mapping[int, int], options: Collection[str]
) -> list[YearCost]:
    """What these accounts cost the member, year by year, if the order is sent today."""
    before, today = ordered_before(member, plan), clock.today(ZONE)
    terms = terms_on(member.market, today) or Terms()
    years = shares_of(member.market, plan, today, terms)
    tariffs = tariffs_of(member.market)
    firsts = {year: year_days(member.market, year)[0] for year in plan.years}
    prices = {year: tariffs.on(first, max(first, today)) for year, first in firsts.items()}
    return charges(prices, quantities_of(accounts), options, before, years, terms)


def terms_of(order: Order) -> Terms:
    """The terms by which an order that was sent is counted: those of the day of its sending."""
    day = local_day(order.sent_at) if order.sent_at else clock.today(ZONE)
    return terms_on(order.market, day) or Terms()


def changed_since(order: Order) -> list[Changed]:
    """The years still to be invoiced that an amendment or the law makes cost otherwise than the order says."""
    done = Invoice.objects.filter(STANDING, order=order).values("year")
    left = list(order.charges.exclude(year__in=done).order_by("year", "position"))
    return changed_years(order.market, left, tariffs_of(order.market), terms_of(order), clock.today(ZONE))


def years_of_order(order: Order) -> list[YearCost]:
    """What an order costs, year by year: as it was sent, or as it would be if it were sent now."""
    if order.is_written:
        return cost_of_order(order, plan_of(order))
    lines: dict[int, list[CostLine]] = {year: [] for year in plan_of(order).years}
    for row in order.charges.order_by("year", "position"):
        lines[row.year].append(
            CostLine(
                row.code,
                row.designation,
                row.school_id,
                row.quantity,
                row.unit_ht,
                row.vat_rate,
                row.part,
                row.ht,
                row.less_code,
            )
        )
    return [YearCost(year, found) for year, found in lines.items()]


def _pupils(schools: Sequence[int]) -> dict[int, int]:
    rows = Affiliation.objects.in_force(clock.now()).filter(school__in=schools, profile=Profile.PUPIL)
    return dict(rows.order_by().values_list("school").annotate(n=Count("pk")))
