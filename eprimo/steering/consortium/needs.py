"""Reading annexe 2: a member's lines, and the sum of all members."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Sum

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.enums import PriceUnit
from eprimo.steering.consortium.models import Market, Member, Need, NeedsReturn, SchoolClaim

# « need > 2× known pupils »: said of schools large enough that it tells of nobody.
_FEW = 20


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A school of the member and what it needs; `accounts` None: not said yet."""

    school_id: int
    public_id: UUID
    uai: str
    name: str
    commune: str
    accounts: int | None
    warning: str = ""


def needs_of(member: Member) -> list[NeedRow]:
    """Every school of the member, by name, then those whose signed need outlives their place: four statements."""
    claims = SchoolClaim.objects.in_force().filter(member=member).select_related("school__commune")
    said = dict(Need.objects.filter(member=member, ends=None).values_list("school", "accounts"))
    # A number of accounts of everybody is not held against the number of pupils.
    by_pupil = member.market.price_unit == PriceUnit.PUPIL
    pupils = _pupils([claim.school_id for claim in claims]) if by_pupil else {}
    rows = []
    for claim in sorted(claims, key=lambda one: (one.school.key, one.school.uai)):
        school, number = claim.school, said.get(claim.school_id)
        rows.append(
            NeedRow(
                school.pk, school.public_id, school.uai, school.name, school.commune.name, number,
                _warning(number, pupils.get(school.pk, 0)),
            )
        )  # fmt: skip
    return rows + _kept(member, set(said) - {claim.school_id for claim in claims})


def _kept(member: Member, schools: set[int]) -> list[NeedRow]:
    """What was signed for schools that are the member's no more: it stays, and follows to the school that replaces
    a closed one."""
    if not schools:
        return []
    needs = Need.objects.filter(member=member, school__in=schools, ends=None).order_by("school__key")
    rows = []
    for need in needs.select_related("school__commune", "school__successor__commune"):
        old, school = need.school, need.school.successor or need.school
        words = f"École fermée ({old.name}, {old.uai})" if school is not old else "École détachée"
        words += "\N{NO-BREAK SPACE}: le besoin signé reste dû (article 7.1)."
        rows.append(
            NeedRow(
                old.pk, school.public_id, school.uai, school.name, school.commune.name, need.accounts, words
            )
        )
    return rows


def _pupils(schools: list[int]) -> dict[int, int]:
    rows = Affiliation.objects.in_force(clock.now()).filter(school__in=schools, profile=Profile.PUPIL)
    return dict(rows.order_by().values_list("school").annotate(n=Count("pk")))


def _warning(accounts: int | None, pupils: int) -> str:
    if accounts == 0:
        return "Aucun compte\N{NO-BREAK SPACE}: cette école ne sera pas ouverte."
    if accounts is not None and pupils >= _FEW and accounts > 2 * pupils:
        return "Plus de deux comptes par élève connu\N{NO-BREAK SPACE}: est-ce bien voulu\N{NO-BREAK SPACE}?"
    return ""


def total_of(rows: list[NeedRow]) -> int:
    return sum(row.accounts or 0 for row in rows)


def needs_sum(market: Market) -> tuple[int, int]:
    """The sum of all annexes 2: accounts, and schools for which a number is said. One statement."""
    rows = Need.objects.filter(member__market=market, ends=None)
    found = rows.aggregate(total=Sum("accounts"), schools=Count("pk"))
    return found["total"] or 0, found["schools"]


def open_return(member: Member) -> NeedsReturn | None:
    """What the coordinator asked to look at, not answered yet."""
    return member.returns.filter(answered_at=None).first()
