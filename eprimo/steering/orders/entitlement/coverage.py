"""How far the group reaches [R003]: each figure with its numerator, its denominator and the day of both."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from eprimo.foundation.directory.enums import Sector
from eprimo.foundation.directory.models import Commune, Entitlement, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Market, Member, Need, SchoolClaim
from eprimo.steering.consortium.states import BOUND, ZONE, in_states
from eprimo.steering.orders.errors import WrongDay, WrongQuantity
from eprimo.steering.orders.models import CoverageBase, OrderGrant
from eprimo.steering.orders.order.policies import can_keep_coverage

# The academy has fewer: what is above was typed by mistake.
MOST_PUPILS = 2_000_000
_NOT_YET = "Cette date est à venir."


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `some` among `all` (None: nobody has said it yet). `base`: what the convention names to compare
    with."""

    words: str
    some: int
    all: int | None
    among: str
    base: str = ""

    @property
    def percent(self) -> int | None:
        """The share in percent, rounded down: it never says more than there is."""
        return 100 * self.some // self.all if self.all else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The figures as of `day`; `engaged`: by the signed annexes 2, `opened`: by orders in force."""

    day: date
    engaged: list[Figure]
    opened: list[Figure]
    base: CoverageBase | None


def coverage_of(market: Market) -> Coverage:
    """Count the figures of a market as of today."""
    base = CoverageBase.objects.filter(market=market).order_by("-written_at", "-pk").first()
    return Coverage(clock.today(ZONE), _engaged(market, base), _opened(market, base), base)


def _engaged(market: Market, base: CoverageBase | None) -> list[Figure]:
    bound = in_states(Member.objects.filter(market=market), BOUND)
    claims = SchoolClaim.objects.in_force().filter(member__in=bound.values("pk"))
    public = Q(school__sector=Sector.PUBLIC)
    needs = Need.objects.filter(public, member__in=bound.values("pk"), ends=None)
    with_school = Commune.objects.filter(schools__in=_schools(market)).distinct()
    communes = bound.filter(kind=MemberKind.COMMUNE, commune__in=with_school.values("pk")).count()
    pupils = needs.aggregate(n=Sum("accounts"))["n"] or 0
    return [
        _pupils("Comptes des écoles publiques, dans les annexes 2 signées", pupils, base),
        _public_schools("Écoles publiques des membres signataires", claims.filter(public).count(), market),
        Figure("Communes signataires", communes, with_school.count(), "communes qui ont une école"),
        Figure("Écoles privées des membres signataires", claims.exclude(public).count(),
               _schools(market).exclude(sector=Sector.PUBLIC).count(), "écoles privées de l’académie"),
    ]  # fmt: skip


def _opened(market: Market, base: CoverageBase | None) -> list[Figure]:
    rows = OrderGrant.objects.filter(order__market=market, entitlement__in=Entitlement.objects.in_force())
    public = rows.filter(entitlement__school__sector=Sector.PUBLIC)
    pupils = public.aggregate(n=Sum("entitlement__accounts"))["n"] or 0
    schools = public.values("entitlement__school").distinct().count()
    return [
        _pupils("Comptes commandés, écoles publiques", pupils, base),
        _public_schools("Écoles publiques ouvertes par une commande", schools, market),
    ]


def _pupils(words: str, some: int, base: CoverageBase | None) -> Figure:
    known = base.public_pupils if base is not None else None
    among = "élèves du premier degré public"
    return Figure(words, some, known, among, f"{convention.BASE_SHARE}\N{NO-BREAK SPACE}% au départ")


def _public_schools(words: str, some: int, market: Market) -> Figure:
    known = _schools(market).filter(sector=Sector.PUBLIC).count()
    thousands, rest = divmod(convention.BASE_SCHOOLS, 1000)
    base = f"plus de {thousands}\N{NO-BREAK SPACE}{rest:03} écoles au départ"
    return Figure(words, some, known, "écoles publiques connues", base)


def _schools(market: Market) -> QuerySet[School]:
    return School.objects.filter(academy=market.academy_id, successor=None)


@transaction.atomic
def coverage_base_write(
    *, actor: Actor, market: Market, public_pupils: int, counted_on: date, source: str
) -> CoverageBase:
    """Write the number of pupils that coverage is counted against, with its day and its source. Raises WrongQuantity,
    WrongDay."""
    require(can_keep_coverage, actor)
    if not 0 < public_pupils <= MOST_PUPILS:
        raise WrongQuantity(f"Un nombre d’élèves va de 1 à {MOST_PUPILS}.", field="public_pupils")
    if counted_on > clock.today(ZONE):
        raise WrongDay(_NOT_YET, field="counted_on")
    if not source.strip():
        raise WrongQuantity("Dites d’où vient ce nombre.", field="source")
    made = CoverageBase.objects.create(
        market=market, public_pupils=public_pupils, counted_on=counted_on, source=source.strip()
    )
    audit(actor, "orders.coverage.based", made, pupils=public_pupils, on=counted_on.isoformat())
    return made
