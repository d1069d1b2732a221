"""Making accounts, and what a person changes in the own one."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Self

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from eprimo.foundation.accounts.account_secrets import AccountAccess, access_of, hash_secret, keep_secrets
from eprimo.foundation.accounts.events import PasswordChanged
from eprimo.foundation.accounts.logins import login_base, logins_for
from eprimo.foundation.accounts.models import Account, AccountSecret, ScopedSecret, Session
from eprimo.foundation.accounts.policies import may_change_own
from eprimo.foundation.accounts.sessions import sessions_end
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Position
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require

# Of the text in templates/accounts/charter.html: kept with who accepted it.
CHARTER_VERSION = date(2026, 9, 1)


_ROUNDS = 5


class WrongPassword(DomainError):
    code = "wrong-password"
    sentence = "Ce n’est pas votre mot de passe actuel."
    status = 422


class NoSuchPosition(DomainError):
    code = "no-position"
    sentence = "Vous n’avez pas ce rôle dans cette école."
    status = 404


@transaction.atomic
def accounts_ensure(*, person_ids: Collection[int]) -> int:
    """Make an account for each of these people who has none; returns how many were made. Nothing opens them yet.

    A few statements whatever the number. Logins taken meanwhile by another import are drawn again.
    """
    made = 0
    for _ in range(_ROUNDS):
        people = list(
            Person.objects.filter(pk__in=set(person_ids), account=None, erased_at=None)
            .order_by("sort_key", "pk")
            .only("pk", "first_name", "last_name", "usual_name")
        )
        if not people:
            break
        logins = logins_for(login_base(one.first_name, one.shown_last_name) for one in people)
        Account.objects.bulk_create(
            [Account(person=one, login=login) for one, login in zip(people, logins, strict=True)],
            ignore_conflicts=True,
            batch_size=1000,
        )
        made += Account.objects.filter(person__in=[one.pk for one in people], login__in=logins).count()
    return made


@transaction.atomic
def charter_accept(*, actor: Actor) -> None:
    """Note that the person accepts the text of `CHARTER_VERSION`."""
    require(may_change_own, actor, actor.account_id)
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    account.charter_at, account.charter_version = clock.now(), CHARTER_VERSION
    account.save(update_fields=["charter_at", "charter_version"])
    audit(actor, "accounts.charter.accepted", account, version=CHARTER_VERSION.isoformat())


@transaction.atomic
def password_change(*, actor: Actor, old: str, new: str) -> None:
    """Give the account a new password; every other session that the old one opened ends with the commit. Who came in
    with the secret of a sheet changes that one: the others stay as they are.

    Raises WrongPassword, HashingBusy, or Django's ValidationError when the new one is weak.
    """
    require(may_change_own, actor, actor.account_id)
    account = Account.objects.held().get(pk=actor.account_id)
    opening = access_of(account, old)
    if opening is None or not _is_of(actor, opening):
        raise WrongPassword(field="old")
    validate_password(new, account)
    stored = hash_secret(account, new)
    if opening.scope is None:
        keep_secrets(AccountSecret(account=account, password=stored))
    else:
        ScopedSecret.objects.filter(pk__in=[one.pk for one in opening.by]).update(password=stored)
    ended = sessions_end(account, but=actor.session_id, of=opening.scope)
    if opening.scope is None:
        # Browsers were trusted under the old one; the session that goes on shows itself again.
        Session.objects.filter(pk=actor.session_id).update(trusted_until=None)
    audit(actor, "accounts.password.changed", account, sessions=ended, whole=opening.scope is None)
    if opening.scope is None:
        emit(PasswordChanged(account_id=account.pk))


def _is_of(actor: Actor, opening: AccountAccess) -> bool:
    """The secret is one that the session was opened with: the whole one is not changed from a sheet's session."""
    if actor.scope is None:
        return opening.scope is None
    return opening.scope is not None and opening.scope <= actor.scope


@transaction.atomic
def position_switch(*, actor: Actor, position: Position) -> None:
    """Let the person act in another role or school from the next page on, without signing in again."""
    require(may_change_own, actor, actor.account_id)
    if position not in actor.positions:
        raise NoSuchPosition
    Session.objects.filter(pk=actor.session_id, account=actor.account_id).update(
        role=position.role.value, school=position.school_id
    )
    audit(actor, "accounts.position.switched", school_id=position.school_id, to=position.role.value)


@dataclass(frozen=True, slots=True)
class Comfort:
    """Reading comfort as one value. Names are those of the columns of `Account` and of the fields of `Actor`; values
    are those of the enums."""

    language: str
    theme: str
    reading: str
    font: str
    text_size: str
    animations: str

    @classmethod
    def of(cls, owner: Account | Actor) -> Self:
        return cls(**{field.name: getattr(owner, field.name) for field in fields(cls)})


@transaction.atomic
def comfort_change(*, actor: Actor, comfort: Comfort) -> None:
    """Keep the person's own choices; they hold on every device, from the next page on.

    The trail says that they changed, not what they are: large letters or another language tell of a person.
    """
    require(may_change_own, actor, actor.account_id)
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    if Comfort.of(account) == comfort:
        return
    chosen = asdict(comfort)
    for name, value in chosen.items():
        setattr(account, name, value)
    account.save(update_fields=list(chosen))
    audit(actor, "accounts.comfort.changed", account)
