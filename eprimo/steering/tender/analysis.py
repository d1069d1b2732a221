"""Where the offers stand: what each costs on the frozen quantities, what markers gave, what is lacking, the ranking."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.cost import Price, Quantities, SchoolQuantity, at_prices, cost_of
from eprimo.steering.prices.queries import prices_of
from eprimo.steering.tender.models import Consultation, Criterion, Mark, Offer, OfferPrice
from eprimo.steering.tender.policies import can_read_offers, can_read_own_offer, is_notified
from eprimo.steering.tender.quantities import Line, quantities_of
from eprimo.steering.tender.scoring import Bid, Score, abnormally_low, ranked


@dataclass(slots=True)
class Standing:
    """One opened offer."""

    offer: Offer
    prices: dict[str, Decimal] = field(default_factory=dict)
    # Before VAT, over the whole market; None: a line has no price yet.
    total: Decimal | None = None
    marks: list[Mark] = field(default_factory=list)
    # Criteria without a mark.
    unmarked: list[Criterion] = field(default_factory=list)
    is_low: bool = False
    score: Score | None = None

    @property
    def lacks(self) -> list[str]:
        """What keeps the ranking from being made."""
        if self.offer.irregular:
            return []
        lacks = [] if self.total else ["ses prix" if self.total is None else "des quantités (annexes 2)"]
        return lacks + [
            f"une note pour «\N{NO-BREAK SPACE}{one.name}\N{NO-BREAK SPACE}»" for one in self.unmarked
        ]


@dataclass(slots=True)
class Analysis:
    """All of it. `ranking`: the regular offers, the best first; empty while something lacks."""

    consultation: Consultation
    criteria: list[Criterion]
    standings: list[Standing]
    # Lines that could not be counted: by class, in schools whose classes are not known.
    unknown: tuple[str, ...] = ()
    ranking: list[Standing] = field(default_factory=list)

    @property
    def lacking(self) -> list[Standing]:
        return [one for one in self.standings if one.lacks]


def register_of(actor: Actor, consultation: Consultation) -> list[Offer]:
    """Every deposit, in order; raises NotVisible without the declaration."""
    if not can_read_offers(actor, consultation):
        raise NotVisible
    rows = Offer.objects.filter(consultation=consultation).select_related("consultation", "recorded_by")
    return list(rows.order_by("number"))


def offer_read(actor: Actor, public_id: UUID) -> Offer:
    """One offer that is open; the contractor: the one that was retained. Raises NotVisible."""
    rows = Offer.objects.select_related("consultation__market")
    found = rows.filter(public_id=public_id, replaced_at=None).first()
    if found is None or found.is_late:
        raise NotVisible
    if can_read_own_offer(actor, found):
        return found
    if (
        not can_read_offers(actor, found.consultation)
        or not found.consultation.openings.filter(number=2).exists()
    ):
        raise NotVisible
    return found


def analysis_of(consultation: Consultation) -> Analysis:
    """Seven statements whatever the number of offers and of marks. Asked of who may read the offers."""
    offers = Offer.objects.filter(
        consultation=consultation, replaced_at=None, deposited_at__lte=consultation.offers_until
    ).select_related("consultation")
    standings = {one.pk: Standing(one) for one in offers.order_by("number")}
    criteria = list(Criterion.objects.filter(consultation=consultation).order_by("order"))
    for price in OfferPrice.objects.filter(offer__in=standings).select_related("line"):
        standings[price.offer_id].prices[price.line.code] = price.ht
    marks = Mark.objects.filter(offer__in=standings).select_related("criterion", "marker")
    for mark in marks.order_by("criterion__order", "pk"):
        standings[mark.offer_id].marks.append(mark)
    lines, known = quantities_of(consultation, consultation.market), prices_of(consultation.market)
    found = Analysis(consultation, criteria, list(standings.values()))
    for one in found.standings:
        one.total, unknown = total_of(known, one.prices, lines)
        found.unknown = found.unknown or unknown
        given = {mark.criterion_id for mark in one.marks}
        one.unmarked = [criterion for criterion in criteria if criterion.pk not in given]
    _rank(found)
    return found


def total_of(
    known: list[Price], offered: dict[str, Decimal], lines: list[Line]
) -> tuple[Decimal | None, tuple[str, ...]]:
    """What the whole market would cost at these prices, options apart; None: a price is missing."""
    if not known or any(price.code not in offered for price in known):
        return None, ()
    prices = at_prices(known, offered)
    total, unknown = Decimal("0.00"), set()
    for one in quantities_by_member(lines):
        for year in cost_of(prices, one):
            total += year.ht
            unknown |= set(year.unknown)
    return total, tuple(sorted(unknown))


def quantities_by_member(lines: list[Line]) -> list[Quantities]:
    """What each member needs, without options: a price by member is counted once for each."""
    by_member: dict[int, list[SchoolQuantity]] = defaultdict(list)
    for member, school, accounts, classes in lines:
        by_member[member or 0].append(SchoolQuantity(school or 0, accounts or 0, classes))
    return [Quantities(schools) for schools in by_member.values()]


def _rank(found: Analysis) -> None:
    regular = [one for one in found.standings if not one.offer.irregular]
    prices = {one.offer.pk: one.total for one in regular if one.total}
    low = abnormally_low(prices)
    for one in regular:
        one.is_low = one.offer.pk in low
    if not regular or len(prices) < len(regular) or any(one.unmarked for one in regular):
        return
    bids = [Bid(one.offer.pk, prices[one.offer.pk], _marks(one)) for one in regular]
    weights = {one.pk: one.weight for one in found.criteria}
    by_offer = {one.offer.pk: one for one in regular}
    consultation = found.consultation
    for score in ranked(consultation.method, consultation.price_weight, weights, bids):
        by_offer[score.key].score = score
        found.ranking.append(by_offer[score.key])


def _marks(one: Standing) -> dict[int, list[int]]:
    marks: dict[int, list[int]] = defaultdict(list)
    for mark in one.marks:
        marks[mark.criterion_id].append(mark.value)
    return marks


def holder_of(actor: Actor, market: Market) -> Offer | None:
    """Whose offer was retained: told to who reads the market once it was notified; to who analysed, from the report."""
    rows = Consultation.objects.filter(market=market, retained__isnull=False)
    consultation = rows.select_related("market", "retained").first()
    if consultation is None:
        return None
    told = is_notified(actor, market) or can_read_offers.allows(actor, consultation)
    return consultation.retained if told else None


def own_offer(actor: Actor, market: Market) -> Offer | None:
    """The contractor's, once it was notified."""
    rows = Offer.objects.filter(consultation__market=market, pk=F("consultation__retained"))
    found = rows.select_related("consultation__market").first()
    return found if found is not None and can_read_own_offer(actor, found) else None
