"""A forgotten password, and the address that helps then. Codes are drawn by the worker that sends them."""

from django.contrib.auth.hashers import verify_password
from django.db import transaction

from eprimo.foundation.accounts.account_secrets import hash_secret, keep_secrets
from eprimo.foundation.accounts.actions.accounts import WrongPassword
from eprimo.foundation.accounts.codes import HELD, MAIL_LASTS, code_found, code_hash, code_locked, state_of
from eprimo.foundation.accounts.enums import AccountState, CodePurpose
from eprimo.foundation.accounts.events import EmailChangeAsked, PasswordChanged, RecoveryAsked
from eprimo.foundation.accounts.logins import typed_login
from eprimo.foundation.accounts.models import Account, AccountSecret, SignInCode
from eprimo.foundation.accounts.passwords import new_activation_code, password_validate
from eprimo.foundation.accounts.policies import may_change_whole
from eprimo.foundation.accounts.queries import words_around
from eprimo.foundation.accounts.sessions import sessions_end
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def recovery_ask(*, login: str) -> None:
    """Send a code to the confirmed address of that account, if there is one. The same work in every case."""
    account = (
        Account.objects.filter(login=typed_login(login), state=AccountState.ACTIVE)
        .exclude(recovery_email="")
        .only("pk")
        .first()
    )
    emit(RecoveryAsked(account_id=account.pk if account else 0))


@transaction.atomic
def recovery_use(*, code: str, password: str) -> Account:
    """Change the password against the code of the e-mail; every session ends. Returns the account. Raises CodeRefused,
    ValidationError, HashingBusy."""
    row = code_locked(code_found(code, CodePurpose.RECOVERY))
    account = Account.objects.held().get(pk=row.account_id)
    password_validate(password, account=account, context=words_around(account.person_id))
    keep_secrets(AccountSecret(account=account, password=hash_secret(account, password)))
    if account.factors_since is None:
        # Who reads somebody's mail finds the password so: what is hardest to undo waits, and a first factor too.
        account.factor_held_until = clock.now() + HELD
    account.save(update_fields=["factor_held_until"])
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    sessions_end(account)
    audit(None, "accounts.password.recovered", account, subject_id=account.person_id)
    emit(PasswordChanged(account_id=account.pk))
    return account


@transaction.atomic
def email_change_ask(*, actor: Actor, password: str, email: str) -> None:
    """Ask for another recovery address, which waits for its code; empty: no address any more. The password is asked
    again, and the old address is told in both cases: it is taken away once it has been. Raises WrongPassword,
    HashingBusy."""
    require(may_change_whole, actor, actor.account_id)
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    if not verify_password(password, account.password)[0]:
        raise WrongPassword(field="password")
    account.recovery_email_pending = email
    account.save(update_fields=["recovery_email_pending"])
    emit(EmailChangeAsked(account_id=account.pk, removed=not email))
    audit(actor, "accounts.email.asked", account, removed=not email)


@transaction.atomic
def email_confirm(*, actor: Actor, code: str) -> None:
    """Make an address the recovery address, by the code that it received. Raises CodeRefused."""
    require(may_change_whole, actor, actor.account_id)
    row = code_locked(code_found(code, CodePurpose.EMAIL))
    account = Account.objects.select_for_update(no_key=True).get(pk=row.account_id)
    require(may_change_whole, actor, account.pk)
    account.recovery_email, account.recovery_email_pending = account.recovery_email_pending, ""
    account.recovery_email_confirmed_at, account.recovery_email_refused_at = clock.now(), None
    account.save(
        update_fields=[
            "recovery_email", "recovery_email_pending", "recovery_email_confirmed_at", "recovery_email_refused_at",
        ]
    )  # fmt: skip
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    audit(actor, "accounts.email.confirmed", account)


@transaction.atomic
def email_removed(*, account_id: int) -> None:
    """Take the recovery address of an account away; called once the address was told."""
    Account.objects.filter(pk=account_id).update(
        recovery_email="", recovery_email_confirmed_at=None, recovery_email_refused_at=None
    )


@transaction.atomic
def email_refused(*, account_id: int, address: str, code: str) -> bool:
    """Note that the address refuses e-mails for good: it is kept, and written to no more. False: it is not the
    account's any more, or that was known."""
    now = clock.now()
    moved = Account.objects.filter(
        pk=account_id, recovery_email=address, recovery_email_refused_at=None
    ).update(recovery_email_refused_at=now)
    if moved:
        account = Account.objects.get(pk=account_id)
        audit(None, "accounts.email.refused", account, subject_id=account.person_id, code=code[:20])
    return bool(moved)


@transaction.atomic
def mail_code_draw(*, account: Account, purpose: CodePurpose) -> str:
    """Draw and return a code for an e-mail, which kills the one before; it is bound to the account as it is now."""
    now = clock.now()
    SignInCode.objects.filter(account=account, purpose=purpose, used_at=None, cancelled_at=None).update(
        cancelled_at=now
    )
    code = new_activation_code()
    SignInCode.objects.create(
        account=account, purpose=purpose, hash=code_hash(code), bound_to=state_of(account),
        made_at=now, expires_at=now + MAIL_LASTS,
    )  # fmt: skip
    return code
