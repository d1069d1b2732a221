"""Reads the schedule, and the quantities that its prices are counted by."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.directory.year_plan import calendar_year
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.models import Market, Member, Need
from eprimo.steering.consortium.policies import current_market
from eprimo.steering.prices.cost import Price, Quantities, SchoolQuantity
from eprimo.steering.prices.models import (
    AmendedPrice,
    PriceAmendment,
    PriceLine,
    PriceSchedule,
    PriceTerms,
    VatChange,
)
from eprimo.steering.prices.policies import can_read_schedule
from eprimo.steering.prices.tariffs import NewPrice, NewRate, Tariffs
from eprimo.steering.prices.terms import Terms

_ZONE = "Europe/Paris"


def schedule_read(actor: Actor) -> Market:
    """The market whose prices the actor reads; raises NotVisible."""
    market = current_market()
    if market is None or not can_read_schedule(actor, market):
        raise NotVisible
    return market


def lines_of(market: Market) -> list[PriceLine]:
    """The lines of a market's schedule, in order."""
    return list(PriceLine.objects.filter(market=market).order_by("order", "code"))


def options_named(market: Market, codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, designation) of these lines, in the order of the schedule."""
    rows = PriceLine.objects.filter(market=market, code__in=list(codes)).order_by("order", "code")
    return list(rows.values_list("code", "designation"))


def line_of(market: Market, public_id: UUID) -> PriceLine:
    """The line of that public id; raises NotVisible."""
    found = PriceLine.objects.filter(market=market, public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def schedule_of(market: Market) -> PriceSchedule | None:
    """The schedule of a market; None before a line was written."""
    return PriceSchedule.objects.filter(market=market).first()


def is_awarded(market: Market) -> bool:
    """Whether the prices are those of a contract."""
    return PriceSchedule.objects.filter(market=market, awarded_at__isnull=False).exists()


def terms_on(market: Market, day: date) -> Terms | None:
    """The terms by which an order is counted that is sent on that day; None: nobody noted what the contract says."""
    rows = PriceTerms.objects.filter(Q(effective_on=None) | Q(effective_on__lte=day), market=market)
    found = rows.order_by(F("effective_on").desc(nulls_last=True)).first()
    return found.terms if found is not None else None


def versions_of(market: Market) -> list[PriceTerms]:
    """The terms of the contract first, then those of each amendment."""
    return list(PriceTerms.objects.filter(market=market).order_by(F("effective_on").asc(nulls_first=True)))


def prices_of(market: Market) -> list[Price]:
    """The lines as `cost` takes them: at the contract's prices, at the indicative ones before."""
    return [price_of(line) for line in lines_of(market)]


def tariffs_of(market: Market) -> Tariffs:
    """The lines with what amendments and the law changed since (three statements)."""
    amended = AmendedPrice.objects.filter(amendment__market=market).order_by("amendment__effective_on")
    rates = VatChange.objects.filter(market=market).order_by("effective_on", "pk")
    return Tariffs(
        prices_of(market),
        [NewPrice(*row) for row in amended.values_list("amendment__effective_on", "line__code", "ht")],
        [NewRate(*row) for row in rates.values_list("effective_on", "before", "after")],
    )


def amendments_of(market: Market) -> list[PriceAmendment]:
    """The amendments in order of day, with what each changes."""
    rows = PriceAmendment.objects.filter(market=market).prefetch_related("prices__line")
    return list(rows.order_by("effective_on"))


def vat_changes_of(market: Market) -> list[VatChange]:
    """The changes of rates of VAT, in order of day."""
    return list(VatChange.objects.filter(market=market).order_by("effective_on", "pk"))


def price_of(line: PriceLine) -> Price:
    return Price(
        line.code, line.designation, line.unit, line.ht, line.vat_rate, line.is_option, line.once,
        line.from_accounts, line.below_accounts,
    )  # fmt: skip


def needs_as_quantities(member: Member) -> Quantities:
    """The quantities of annexe 2 of a member, without options."""
    said = Need.objects.filter(member=member, ends=None).order_by("school").values_list("school", "accounts")
    return _quantities(list(said))


def needs_of_market(market: Market) -> list[Quantities]:
    """The quantities of annexe 2 of each member that said one: two statements whatever their number."""
    by_member: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Need.objects.filter(member__market=market, ends=None).order_by("member", "school")
    for member, school, accounts in rows.values_list("member", "school", "accounts"):
        by_member[member].append((school, accounts))
    classes = classes_of([school for said in by_member.values() for school, _ in said])
    return [_quantities(said, classes) for said in by_member.values()]


def classes_of(schools: list[int]) -> dict[int, int]:
    """{school: how many classes it has this year}; a school that has none yet is not in it."""
    year = calendar_year(clock.today(_ZONE))
    rows = ClassGroup.objects.filter(school__in=schools, year__year=year, closed_at=None)
    return dict(rows.order_by().values_list("school").annotate(n=Count("pk")))


def _quantities(said: list[tuple[int, int]], classes: dict[int, int] | None = None) -> Quantities:
    known = classes_of([school for school, _ in said]) if classes is None else classes
    return Quantities([SchoolQuantity(school, accounts, known.get(school)) for school, accounts in said])


def awarded_to(market: Market) -> tuple[str, str]:
    """(name, SIRET) of who the market was awarded to; empty: not noted."""
    rows = PriceSchedule.objects.filter(market=market).values_list("contractor", "contractor_siret")
    return rows.first() or ("", "")
