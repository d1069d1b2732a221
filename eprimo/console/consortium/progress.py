"""What a member's page says at a glance: how far it is, and how its schools use what it pays for."""

from collections.abc import Sequence
from dataclasses import dataclass

from eprimo.foundation.directory.models import Entitlement
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.steering.consortium.dossier import Facts
from eprimo.steering.consortium.enums import FileState, MemberKind
from eprimo.steering.consortium.models import Member, SchoolClaim
from eprimo.steering.consortium.states import BOUND, OPEN
from eprimo.steering.orders.enums import BINDING, OrderKind
from eprimo.steering.orders.order.succession import orders_counted
from eprimo.steering.statistics.queries import Asked, SchoolRow, Total, school_rows, total_of


@dataclass(frozen=True, slots=True)
class Step:
    words: str
    done: bool
    current: bool


def steps_of(
    actor: Actor, member: Member, facts: Facts, state: FileState, claims: Sequence[SchoolClaim]
) -> list[Step]:
    """From the needs to the opened schools; none for the rectorat, and once the member has left."""
    if member.kind == MemberKind.RECTORAT or state not in {FileState.DRAFT, *OPEN, *BOUND}:
        return []
    schools = {claim.school_id for claim in claims}
    entitled = Entitlement.objects.in_force(actor.now).filter(school__in=schools).values("school").distinct()
    ordered = orders_counted(member).filter(kind=OrderKind.FIRST, state__in=BINDING)
    facts_in_order = (
        ("Besoins inscrits", bool(facts.schools) and not facts.unsaid),
        ("Dossier déposé", state != FileState.DRAFT),
        ("Adhésion signée", state in BOUND),
        ("Bon de commande", ordered.exists()),
        ("Écoles ouvertes", state in BOUND and bool(schools) and entitled.count() == len(schools)),
    )
    first = next((words for words, done in facts_in_order if not done), "")
    return [Step(words, done, words == first) for words, done in facts_in_order]


@dataclass(frozen=True, slots=True)
class Use:
    """Figures of the member's own schools: counts under five are hidden."""

    rows: list[SchoolRow]
    total: Total


def use_of(actor: Actor, claims: Sequence[SchoolClaim]) -> Use | None:
    """« figures: member_rep: schools of own body »; None for other roles, and as long as nothing was counted."""
    if actor.role != Role.MEMBER_REP or not claims:
        return None
    own = {claim.school.uai for claim in claims}
    rows = [row for row in school_rows(actor, Asked()) if row.uai in own]
    return Use(rows, total_of(rows)) if rows else None
