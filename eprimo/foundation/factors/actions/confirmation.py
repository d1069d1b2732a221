"""A factor is given: in a session, which is marked, and what was asked for goes on; at the door, where staff come in
with a passkey alone, which is held and asks for a finger, a face or a code of its own."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts import encryption
from eprimo.foundation.accounts.actions.entry import AccountSuspended
from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.actions.sessions import session_start
from eprimo.foundation.accounts.codes import HELD
from eprimo.foundation.accounts.enums import AccountState, News
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.queries import has_nothing_left
from eprimo.foundation.factors.codes import DIGITS, code_hashes, opened, step_of
from eprimo.foundation.factors.models import Factor, FactorCode, FactorKind, TrustedDevice
from eprimo.foundation.factors.passkeys import (
    PasskeyCopied,
    PasskeyLate,
    PasskeyRefused,
    passkey_answers,
    passkey_enters,
)
from eprimo.foundation.factors.tries import FactorWrong, try_counted, try_right, try_undone, try_wrong
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.factors import has_use_of_factors
from eprimo.foundation.kernel.keyed_hashes import keyed_hash, keyed_hashes

TRUST = timedelta(days=30)
# Whom a question of the door is asked: nobody is known yet.
DOOR = "door"


def factor_give(*, actor: Actor, code: str = "", assertion: str = "") -> Actor:
    """Mark the session with the factor that was given, and return the same person in it: a code of an application, of a
    printed sheet or of somebody who vouches for the person, or the answer of a passkey.

    Raises FactorWrong, PasskeyRefused, PasskeyLate (not counted), FactorsClosed, TooManyTries. At the door's login, and
    not inside a transaction: what was wrong stays counted.
    """
    try_counted(actor)
    try:
        given = _give(actor, code, assertion)
    except PasskeyLate:
        try_undone(actor)
        raise
    except DomainError as refused:
        try_wrong(actor)
        if isinstance(refused, PasskeyCopied):
            account_tell(account_id=refused.account_id, what=News.KEY_COPIED)
        raise
    try_right(actor)
    return given


@transaction.atomic
def _give(actor: Actor, code: str, assertion: str) -> Actor:
    now = clock.now()
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    if assertion:
        factor = passkey_answers(assertion, account.pk, who_of(actor))
        Factor.objects.filter(pk=factor.pk).update(used_at=now, counter=factor.counter)
        way = "passkey"
    else:
        way = _by_code(account, code.strip())
    Session.objects.filter(pk=actor.session_id).update(second_factor_at=now)
    audit(actor, "factors.factor.given", subject_id=actor.person_id, way=way)
    return replace(actor, factor_at=now, factor_held_until=account.factor_held_until)


def who_of(actor: Actor) -> str:
    """Return whom a passkey is asked for: this session, and no other of the same person."""
    return f"session:{actor.session_id}"


def _by_code(account: Account, typed: str) -> str:
    """How it opened. FactorWrong: nothing did."""
    digits = typed.replace(" ", "")
    if digits.isdecimal() and len(digits) == DIGITS:
        if not _by_application(account, digits):
            raise FactorWrong
        return "totp"
    return _by_paper(account, typed)


def _by_application(account: Account, digits: str) -> bool:
    for one in Factor.objects.filter(account=account, kind=FactorKind.TOTP).order_by("pk"):
        try:
            step = step_of(opened(account.pk, bytes(one.secret or b"::")), digits, after=one.last_step)
        except encryption.Unreadable:
            continue
        if step is not None:
            one.last_step, one.used_at = step, clock.now()
            one.save(update_fields=["last_step", "used_at"])
            return True
    return False


def _by_paper(account: Account, typed: str) -> str:
    now = clock.now()
    open_ = Q(expires_at=None) | Q(expires_at__gt=now)
    row = FactorCode.objects.filter(
        open_, account=account, used_at=None, hash__in=code_hashes(account.pk, typed)
    ).first()
    if row is None:
        raise FactorWrong
    row.used_at = now
    row.save(update_fields=["used_at"])
    if row.expires_at is None:
        account_tell(account_id=account.pk, what=News.FACTOR_CODE)
        return "printed"
    # Somebody vouched for them: what is hardest to undo waits a day.
    account.factor_held_until = now + HELD
    account.save(update_fields=["factor_held_until"])
    return "vouched"


@transaction.atomic
def device_trust(*, actor: Actor, device: str) -> str:
    """Trust this browser for thirty days, for what is strong, after a factor; returns the key of its cookie."""
    key, now = secrets.token_urlsafe(32), clock.now()
    account = Account.objects.get(pk=actor.account_id)
    TrustedDevice.objects.create(
        account=account,
        key_hash=keyed_hash(_trusted(account, key)),
        device=device[:80],
        made_at=now,
        expires_at=now + TRUST,
    )
    audit(actor, "factors.device.trusted", subject_id=actor.person_id)
    return key


@transaction.atomic
def device_shows(*, actor: Actor, key: str) -> datetime | None:
    """Mark the session as run on a browser that its account trusts, until the instant that is returned."""
    account = Account.objects.select_related("secret").get(pk=actor.account_id)
    found = TrustedDevice.objects.filter(
        account=account, key_hash__in=keyed_hashes(_trusted(account, key)), expires_at__gt=clock.now()
    ).first()
    if found is None:
        return None
    Session.objects.filter(pk=actor.session_id).update(trusted_until=found.expires_at)
    return found.expires_at


def _trusted(account: Account, key: str) -> bytes:
    """Tied to the password: once that is another one, no device is trusted."""
    return f"trusted:{account.pk}:{account.password}:{key}".encode()


def passkey_come_in(request: HttpRequest, *, answer: str) -> tuple[Session, str]:
    """Open a session by a passkey alone, at the door's login; returns it with its key. It has shown both, what is held
    and that its owner holds it. Not inside a transaction: the owner of a key that was copied is told.

    Raises PasskeyRefused (no key of ours, nobody who works somewhere, nothing left), AccountSuspended.
    """
    try:
        return _come_in(request, answer)
    except PasskeyCopied as copied:
        account_tell(account_id=copied.account_id, what=News.KEY_COPIED)
        raise


@transaction.atomic
def _come_in(request: HttpRequest, answer: str) -> tuple[Session, str]:
    factor = passkey_enters(answer, DOOR)
    account = Account.objects.select_for_update(of=("self",), no_key=True).get(pk=factor.account_id)
    if account.state == AccountState.SUSPENDED:
        raise AccountSuspended
    if has_nothing_left(account.person_id, None) or not has_use_of_factors(for_person(account.person_id)):
        raise PasskeyRefused
    now = clock.now()
    Factor.objects.filter(pk=factor.pk).update(used_at=now, counter=factor.counter)
    session, key = session_start(account, request)
    Session.objects.filter(pk=session.pk).update(second_factor_at=now)
    audit(None, "factors.passkey.entered", subject_id=account.person_id)
    return session, key
