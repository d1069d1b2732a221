"""Staff come in with a passkey alone: it is held, and asks for a finger, a face or a code of its own."""

from django.db import transaction
from django.http import HttpRequest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.actions.entry import AccountSuspended
from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.actions.sessions import session_start
from eprimo.foundation.accounts.enums import AccountState, News
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.queries import has_nothing_left
from eprimo.foundation.factors.models import Factor
from eprimo.foundation.factors.passkeys import PasskeyCopied, PasskeyRefused, passkey_enters
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.factors import has_use_of_factors

# Whom a question of the door is asked: nobody is known yet.
DOOR = "door"


def passkey_come_in(request: HttpRequest, *, answer: str) -> tuple[Session, str]:
    """A session that has shown both, what is held and that its owner holds it, and its key. At the door's login. Not
    inside a transaction: the owner of a key that was copied is told.

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
