"""The people whom an assistance shows: a name, what each is at the school, where the sign-in stands; nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from eprimo.console.school.queries import NEVER, SignInState, sign_in_state
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Person, SupportAccess
from eprimo.foundation.directory.policies.sight import SignInSight
from eprimo.foundation.directory.queries.support import GUARDIANS, PUPILS, kinds_at
from eprimo.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class SupportLine:
    """What shows of one person."""

    public_id: UUID
    name: str
    kinds: list[str]
    state: SignInState


def support_lines(actor: Actor, access: SupportAccess, people: Iterable[Person]) -> list[SupportLine]:
    """In the order given (three statements). Families as finely as their director reads them, adults of the school:
    never or activated. That an account is suspended is not said."""
    rows = list(people)
    kinds = kinds_at(actor, access, rows)
    accounts = Account.objects.filter(person__in=rows).only(
        "person_id", "state", "activated_at", "last_login"
    )
    by_person = {account.person_id: account for account in accounts}
    return [
        SupportLine(
            person.public_id,
            f"{person.shown_last_name} {person.first_name}".strip(),
            [kind.word for kind in kinds[person.pk]],
            _state(actor, by_person.get(person.pk), {kind.key for kind in kinds[person.pk]}),
        )
        for person in rows
    ]


def _state(actor: Actor, account: Account | None, kinds: set[str]) -> SignInState:
    if account is None:
        return NEVER
    family = kinds & {PUPILS, GUARDIANS}
    return sign_in_state(actor, account, SignInSight.MONTH if family else SignInSight.ACTIVATED)
