"""What the console changes itself: accounts suspended and reactivated; and the trace of a list taken out."""

from django.db import connection, transaction

from eprimo.console.school.policies import can_suspend
from eprimo.foundation.accounts.enums import AccountState, News
from eprimo.foundation.accounts.events import AccountSuspended, OwnerToTell
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.sessions import sessions_end
from eprimo.foundation.directory.models import GuardianRestriction, Person
from eprimo.foundation.directory.policies.acts import can_export_people, can_read_restriction_reason
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require

# « exports of more than 30 people » leave a trace.
EXPORT_TRACED_FROM = 31


@transaction.atomic
def account_suspend(*, actor: Actor, person: Person, reason: str) -> Account:
    """Signed out everywhere at once, and not let in again until reactivated. The reason stays on the account."""
    require(can_suspend, actor, person.pk)
    account = _account(person)
    if account.state != AccountState.SUSPENDED:
        account.state, account.suspended_at = AccountState.SUSPENDED, clock.now()
        account.suspended_reason = reason
        account.save(update_fields=["state", "suspended_at", "suspended_reason"])
        ended = sessions_end(account)
        emit(AccountSuspended(account.pk))
        audit(actor, "console.account.suspended", account, subject_id=person.pk, sessions=ended)
    return account


@transaction.atomic
def account_reactivate(*, actor: Actor, person: Person) -> Account:
    """Back to what it was: activated, or never yet."""
    require(can_suspend, actor, person.pk)
    account = _account(person)
    if account.state == AccountState.SUSPENDED:
        account.state = AccountState.ACTIVE if account.activated_at else AccountState.EXPECTED
        account.suspended_at, account.suspended_reason = None, ""
        account.save(update_fields=["state", "suspended_at", "suspended_reason"])
        audit(actor, "console.account.reactivated", account, subject_id=person.pk)
    return account


@transaction.atomic
def people_export(*, actor: Actor, rows: int) -> None:
    """A list of people leaves as a file; traced from 31 people on."""
    require(can_export_people, actor, actor.school_id or 0)
    if rows >= EXPORT_TRACED_FROM:
        emit(OwnerToTell(actor.account_id, News.EXPORTED))
        audit(actor, "console.people.exported", rows=rows)


@transaction.atomic
def restriction_read_reason(*, actor: Actor, restriction: GuardianRestriction) -> str:
    """What the director wrote of the decision; each reading is traced."""
    link = restriction.guardianship
    require(can_read_restriction_reason, actor, actor.school_id or 0, link)
    audit(actor, "directory.restriction.reason_read", link, subject_id=link.adult_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM wall.restriction_reasons(%s)", [restriction.pk])
        [(reason,)] = cursor.fetchall()
    return str(reason)


def _account(person: Person) -> Account:
    account = Account.objects.select_for_update(of=("self",), no_key=True).filter(person=person).first()
    if account is None:
        raise Conflict("Cette personne n’a pas encore d’accès\N{NO-BREAK SPACE}: il n’y a rien à suspendre.")
    return account
