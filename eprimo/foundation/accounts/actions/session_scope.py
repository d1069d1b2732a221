"""More than a sheet opens: by the whole secret, or by the code that the other side printed; and shutting what a sheet
opened."""

import secrets

from django.db import transaction

from eprimo.foundation.accounts.account_secrets import (
    Scope,
    access_of,
    has_whole_secret,
    keep_secrets,
    place_of,
    reaching_beyond,
)
from eprimo.foundation.accounts.actions.accounts import WrongPassword
from eprimo.foundation.accounts.actions.activation import opened_by_sheet, sheet_code
from eprimo.foundation.accounts.codes import CodeRefused, code_locked
from eprimo.foundation.accounts.enums import PRINTED
from eprimo.foundation.accounts.events import SheetVoided
from eprimo.foundation.accounts.models import (
    Account,
    AccountSecret,
    ScopedSecret,
    Session,
    SignInCode,
)
from eprimo.foundation.accounts.policies import may_change_own, may_change_whole
from eprimo.foundation.accounts.sessions import key_hash, sessions_end
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def widen_by_secret(*, actor: Actor, secret: str) -> tuple[Session, str]:
    """Let the session open what this secret opens too; returns it with its fresh key, told once, to the browser. Raises
    WrongPassword (nothing more is opened by it), HashingBusy."""
    require(may_change_own, actor, actor.account_id)
    account = Account.objects.held().get(pk=actor.account_id)
    opening = access_of(account, secret)
    if opening is None or not _adds(actor.scope, opening.scope):
        raise WrongPassword(field="secret")
    return _widened(
        actor, account, None if opening.scope is None else (actor.scope or frozenset()) | opening.scope
    )


def widening_code(*, actor: Actor, typed: str) -> SignInCode:
    """Return the open code of a sheet that another side printed for the same person. Raises CodeRefused for any
    other."""
    code = sheet_code(typed)
    if code.account_id != actor.account_id or actor.scope is None or place_of(code.school_id) in actor.scope:
        raise CodeRefused(field="code")
    return code


@transaction.atomic
def widen_by_code(*, actor: Actor, code: SignInCode) -> tuple[Session, str]:
    """Let the session open what the sheet of a code opens too, as `widen_by_secret`; `birth_dates_check` was passed
    before. The password of the session opens that school too from then on. Raises CodeRefused."""
    require(may_change_own, actor, actor.account_id)
    account = Account.objects.held().get(pk=actor.account_id)
    row = code_locked(code)
    held = _secret_of(actor, account)
    if held is None:
        raise CodeRefused(field="code")
    opened_by_sheet(account, row, held.password, but=actor.session_id)
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    scope = (actor.scope or frozenset()) | {place_of(row.school_id)}
    if not has_whole_secret(account) and not reaching_beyond([account.person_id], scope):
        return _widened(actor, account, _made_whole(account, held.password))
    return _widened(actor, account, scope)


def _secret_of(actor: Actor, account: Account) -> ScopedSecret | None:
    """The secret of a sheet that the session was opened with, the last chosen one of several."""
    rows = account.scoped_secrets.exclude(password="").order_by("-since")
    return next((one for one in rows if place_of(one.school_id) in (actor.scope or ())), None)


def _made_whole(account: Account, stored: str) -> Scope:
    """All sides were proved, and there is no other secret: this one is the account's."""
    keep_secrets(AccountSecret(account=account, password=stored))
    account.scoped_secrets.filter(password=stored).delete()
    return None


def _adds(scope: Scope, more: Scope) -> bool:
    return scope is not None and (more is None or not more <= scope)


def _widened(actor: Actor, account: Account, scope: Scope) -> tuple[Session, str]:
    """Rights grew: another key, by which links are read anew, and streams opened again."""
    session = Session.objects.get(pk=actor.session_id, account=account)
    key = secrets.token_urlsafe(32)
    session.key_hash, session.scope = key_hash(key), None if scope is None else sorted(scope)
    session.turn, session.next_turn, session.former_turn = "", None, None
    session.save(update_fields=["key_hash", "scope", "turn", "next_turn", "former_turn"])
    touch(people=[account.person_id])
    audit(actor, "accounts.session.widened", session, subject_id=account.person_id, whole=scope is None)
    return session, key


@transaction.atomic
def sheet_void(*, actor: Actor, place: int) -> None:
    """Shut what the sheets of a school (0: of none) opened or still open: the secret, its sessions, a code that waits.
    By the whole secret only: a sheet does not shut another one, nor itself."""
    require(may_change_whole, actor, actor.account_id)
    account = Account.objects.held().get(pk=actor.account_id)
    school = place or None
    ScopedSecret.objects.filter(account=account, school=school).delete()
    SignInCode.objects.filter(
        account=account, school=school, purpose__in=PRINTED, used_at=None, cancelled_at=None
    ).update(cancelled_at=clock.now())
    ended = sessions_end(account, of=[place])
    audit(
        actor,
        "accounts.sheet.voided",
        account,
        school_id=school,
        subject_id=account.person_id,
        sessions=ended,
    )
    emit(SheetVoided(account.pk, place))
