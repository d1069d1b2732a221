"""The private address by which a telephone reads one's agenda: made, made anew, ended."""

import secrets

from django.db import transaction

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.policies import may_change_own
from eprimo.foundation.accounts.queries import sessions_of
from eprimo.foundation.accounts.sessions import FEED_LASTS, feed_hash
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def feed_begin(*, actor: Actor) -> str:
    """A fresh token, told once; the one before ends. What a sheet opened gets one of its schools alone."""
    require(may_change_own, actor, actor.account_id)
    # Of two at once the second finds the first.
    Account.objects.select_for_update().only("pk").get(pk=actor.account_id)
    Session.objects.filter(sessions_of(actor), feed=True).delete()
    token = secrets.token_urlsafe(32)
    now = clock.now()
    Session.objects.create(
        account_id=actor.account_id,
        key_hash=feed_hash(token),
        feed=True,
        created_at=now,
        seen_at=now,
        expires_at=now + FEED_LASTS,
        scope=None if actor.scope is None else sorted(actor.scope),
    )
    audit(actor, "accounts.feed.begun", subject_id=actor.person_id)
    return token


@transaction.atomic
def feed_end(*, actor: Actor) -> None:
    """From the next time it is fetched it is not there. Ended twice, nothing is said of the second time."""
    require(may_change_own, actor, actor.account_id)
    if Session.objects.filter(sessions_of(actor), feed=True).delete()[0]:
        audit(actor, "accounts.feed.ended", subject_id=actor.person_id)
