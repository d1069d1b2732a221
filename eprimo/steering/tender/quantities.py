"""The DQE: what offers are counted on is the sum of the annexes 2, nothing that is guessed."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet

from eprimo.foundation.printing.cells import Cell, ods_bytes, xlsx_bytes
from eprimo.steering.consortium.models import Market, Member, Need
from eprimo.steering.consortium.states import BOUND, in_states
from eprimo.steering.prices.queries import classes_of
from eprimo.steering.tender.models import Consultation

# Member, school, accounts, and its classes when they are known.
type Line = list[int | None]
COLUMNS = ("Département", "Membres", "Écoles", "Comptes")


@dataclass(slots=True)
class Sums:
    """How many members have a need, in how many schools, of how many accounts."""

    members: set[int] = field(default_factory=set)
    schools: int = 0
    accounts: int = 0

    def add(self, member: int, accounts: int) -> None:
        self.members.add(member)
        self.schools += 1
        self.accounts += accounts


def _needs(market: Market, *, signed: bool) -> QuerySet[Need]:
    """The lines of annexes 2 that open a school. `signed`: of members who are bound [R074], as on the day of
    publication; else of everybody who said one."""
    rows = Need.objects.filter(member__market=market, ends=None, accounts__gt=0)
    return rows.filter(member__in=in_states(Member.objects.filter(market=market), BOUND)) if signed else rows


def needs_lines(market: Market, *, signed: bool = False) -> list[Line]:
    """Each school that opens, in two statements: no name, it is what is frozen."""
    rows = _needs(market, signed=signed)
    found = list(rows.order_by("member", "school").values_list("member", "school", "accounts"))
    classes = classes_of([school for _, school, _ in found])
    return [[member, school, accounts, classes.get(school)] for member, school, accounts in found]


def quantities_of(consultation: Consultation | None, market: Market) -> list[Line]:
    """Those of the day of publication once it came; those of now before."""
    if consultation is not None and consultation.quantities is not None:
        frozen: list[Line] = consultation.quantities
        return frozen
    return needs_lines(market)


def totals_of(lines: list[Line]) -> Sums:
    """Members, schools and accounts of some lines."""
    found = Sums()
    for member, _, accounts, _ in lines:
        found.add(member or 0, accounts or 0)
    return found


def sums_by_department(market: Market, *, signed: bool = False) -> dict[str, Sums]:
    """The sums of now, by department; by name. One statement."""
    rows = _needs(market, signed=signed)
    found: dict[str, Sums] = defaultdict(Sums)
    for name, member, accounts in rows.order_by("member__department__name", "pk").values_list(
        "member__department__name", "member", "accounts"
    ):
        found[name].add(member, accounts)
    return dict(found)


def dqe_bytes(market: Market, kind: str, *, signed: bool = False) -> bytes:
    """XLSX or ODS: the sums by department, and of all."""
    found = sums_by_department(market, signed=signed)
    rows: list[tuple[Cell, ...]] = [
        (name, len(one.members), one.schools, one.accounts) for name, one in found.items()
    ]
    total = (
        "Total", sum(len(one.members) for one in found.values()), sum(one.schools for one in found.values()),
        sum(one.accounts for one in found.values()),
    )  # fmt: skip
    writes = ods_bytes if kind == "ods" else xlsx_bytes
    return writes("DQE", COLUMNS, [*rows, total])
