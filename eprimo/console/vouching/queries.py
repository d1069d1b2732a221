"""Who has a second factor, in numbers and by name, of those one answers for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from eprimo.console.vouching.policies import vouched_by
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import ROLE_LABELS, Actor, Role
from eprimo.foundation.kernel.factors import ASKED, asked_from
from eprimo.foundation.kernel.models import FactorTerm

# By name on one page: a school, or a territory that is narrowed.
MOST = 200


@dataclass(frozen=True, slots=True)
class Ready:
    """How many of those who came in have a second factor."""

    active: int
    ready: int

    @property
    def share(self) -> int:
        """Per cent; 0 of nobody."""
        return 100 * self.ready // self.active if self.active else 0


@dataclass(frozen=True, slots=True)
class Line:
    person: Person
    name: str
    ready: bool


@dataclass(frozen=True, slots=True)
class Term:
    role: Role
    label: str
    invited_on: date | None
    asked_on: date | None


def ready_by_role(actor: Actor) -> Ready:
    """One statement, whatever the territory."""
    found = Account.objects.filter(
        person__in=Person.objects.filter(vouched_by(actor)), activated_at__isnull=False
    ).aggregate(active=Count("pk"), ready=Count("pk", filter=Q(factors_since__isnull=False)))
    return Ready(found["active"], found["ready"])


def people_vouched(actor: Actor) -> list[Line]:
    """Those who came in, by name; who has no factor yet has nothing to be given back, and comes last."""
    people = (
        Person.objects.filter(vouched_by(actor), account__activated_at__isnull=False)
        .select_related("account")
        .order_by("last_name", "first_name", "pk")[:MOST]
    )
    lines = [Line(one, one.full_name, one.account.factors_since is not None) for one in people]
    return sorted(lines, key=lambda one: not one.ready)


def terms() -> list[Term]:
    """Each role that is asked some day."""
    invited = dict(FactorTerm.objects.values_list("role", "invited_on"))
    return [
        Term(
            role,
            ROLE_LABELS[role],
            invited.get(role.value),
            asked_from(role) if role.value in invited else None,
        )
        for role in ASKED
    ]
