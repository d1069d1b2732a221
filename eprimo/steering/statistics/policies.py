"""Whose figures an actor reads: the row « figures (cells ≥ 5) » of the rights page, as a set of schools."""

from django.db.models import Q

from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.rights import policy
from eprimo.steering.statistics.models import Concern

# Who follows several schools at once from outside of them.
TERRITORY_ROLES = frozenset({Role.INSPECTOR, Role.ACADEMY, Role.MEMBER_REP, Role.PLATFORM})
# What is wrong inside a school is for those who help it; a member pays for it, and is told what concerns the contract.
_OF_CONTRACT = frozenset({Concern.CLOSED, Concern.ENDING, Concern.EMPTY, Concern.UNREACHED})


def has_territory(actor: Actor) -> bool:
    """Follows schools: an OGEC, a syndicat, the rectorat are members of the group without a territory here."""
    return actor.role in TERRITORY_ROLES and (actor.role != Role.MEMBER_REP or actor.of_place)


def figures_visible_to(actor: Actor) -> Q:
    """On SchoolFigures: of the schools of the territory, of the body; the platform reads all."""
    if actor.role not in TERRITORY_ROLES:
        return Q(pk__in=[])
    if actor.role == Role.PLATFORM:
        return Q()
    return Q(school__in=schools_of_mandates(actor).values("pk"))


@policy("statistics.figures.read")
def can_read_figures(actor: Actor, school: School) -> bool:
    """The same for one school."""
    if actor.role == Role.PLATFORM:
        return True
    return actor.role in TERRITORY_ROLES and schools_of_mandates(actor).filter(pk=school.pk).exists()


@policy("statistics.figures.export")
def can_export_figures(actor: Actor) -> bool:
    """Counts as a file: whoever reads them."""
    return has_territory(actor)


def concerns_told(actor: Actor) -> frozenset[Concern]:
    """Which concerns the actor is told of."""
    return _OF_CONTRACT if actor.role == Role.MEMBER_REP else frozenset(Concern)
