"""Sessions: begun at the door, ended by oneself or by those who answer for a pupil; the one by which a
telephone reads an agenda."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token

from eprimo.foundation.accounts.account_secrets import Scope
from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.addresses import address_hash, client_address, device_words
from eprimo.foundation.accounts.enums import AccountState, News
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.paths import internal_path
from eprimo.foundation.accounts.policies import may_change_own, may_end_sessions
from eprimo.foundation.accounts.queries import sessions_of
from eprimo.foundation.accounts.sessions import (
    FEED_LASTS,
    FEED_UNREAD,
    LETTING_GO,
    LETTING_IN,
    Shared,
    drop_cookie,
    feed_hash,
    session_of,
    session_open,
    sessions_end,
    set_cookie,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require

# Sessions of one account that hold at the same time.
MOST_SESSIONS = 10
# Browsers of an account that are remembered, in words.
MOST_DEVICES = 20


@transaction.atomic
def session_begin(
    account: Account,
    request: HttpRequest,
    *,
    suite: str = "",
    scope: Scope = None,
    until: datetime | None = None,
) -> HttpResponse:
    """Sign this account in: a fresh session, its cookie, and the way to `suite` (a path of ours) or home. `scope`: of
    the secret that was given. `until`: on a machine of several people."""
    session, key = session_start(account, request, scope=scope, until=until)
    response = HttpResponseRedirect(internal_path(suite))
    set_cookie(response, key, session.expires_at, vanishes=session.shared)
    return response


@transaction.atomic(savepoint=False)
def session_start(
    account: Account,
    request: HttpRequest,
    *,
    shared: Shared | None = None,
    scope: Scope = None,
    until: datetime | None = None,
) -> tuple[Session, str]:
    """Open a fresh session for this browser; returns it with its key. The one it had before ends; nothing it held is
    kept."""
    _end_of_browser(request)
    device = device_words(request)[:80]
    address = address_hash(client_address(request))
    session, key = session_open(
        account, device=device, address=address, shared=shared, scope=scope, until=until
    )
    for let_in in LETTING_IN:
        let_in(session)
    fields = ["last_login"]
    known = account.devices or []
    if shared is None and account.words is None and device not in known:
        if known:
            account_tell(account_id=account.pk, what=News.DEVICE)
        account.devices = [*known, device][-MOST_DEVICES:]
        fields.append("devices")
    account.last_login = session.created_at
    if account.state == AccountState.EXPECTED:
        account.state, account.activated_at = AccountState.ACTIVE, session.created_at
        fields += ["state", "activated_at"]
    account.save(update_fields=fields)
    _keep_the_newest(account, scope)
    audit(None, "accounts.session.begun", session, subject_id=account.person_id)
    rotate_token(request)
    return session, key


def _keep_the_newest(account: Account, scope: Scope) -> None:
    """So many at most: the oldest goes, and the person is told. The row of the account is held by what was just saved:
    of two at once, the second sees the first. One that nobody touches any more, on a device of a class, is none; those
    that the secrets of sheets opened are counted apart, so that they end none of the owner's."""
    now = clock.now()
    rows = Session.objects.filter(
        account=account, expires_at__gt=now, scope__isnull=scope is None, feed=False
    )
    rows = rows.order_by("-created_at", "-pk")
    live = [
        pk
        for pk, seen_at, idle in rows.values_list("pk", "seen_at", "idle_seconds")
        if idle is None or now - seen_at < timedelta(seconds=idle)
    ]
    if len(live) > MOST_SESSIONS:
        Session.objects.filter(pk__in=live[MOST_SESSIONS:]).delete()
        touch(people=[account.person_id])
        account_tell(account_id=account.pk, what=News.SESSIONS)


@transaction.atomic
def session_leave(request: HttpRequest, response: HttpResponse) -> None:
    """Sign this browser out."""
    _end_of_browser(request)
    rotate_token(request)
    drop_cookie(response)


def _end_of_browser(request: HttpRequest) -> None:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not key:
        return
    session = Session.objects.filter(pk=session_of(key)).select_related("account").first()
    if session is not None:
        touch(people=[session.account.person_id])
        session.delete()


@transaction.atomic
def session_end(*, actor: Actor, session_id: UUID) -> None:
    """End one of one's own sessions. Raises NotVisible when it is not one."""
    require(may_change_own, actor, actor.account_id)
    if not Session.objects.filter(sessions_of(actor), public_id=session_id).delete()[0]:
        raise NotVisible
    touch(people=[actor.person_id])
    audit(actor, "accounts.session.ended", subject_id=actor.person_id, sessions=1)


@transaction.atomic
def session_end_others(*, actor: Actor) -> int:
    """End all of one's own sessions but this one; returns how many."""
    require(may_change_own, actor, actor.account_id)
    ended = Session.objects.filter(sessions_of(actor)).exclude(pk=actor.session_id).delete()[0]
    touch(people=[actor.person_id])
    audit(actor, "accounts.session.ended", subject_id=actor.person_id, sessions=ended)
    return ended


@transaction.atomic
def pupil_sessions_end(*, actor: Actor, person_id: int) -> int:
    """End the sessions of a pupil, by a teacher of the class or the director; returns how many. Raises Forbidden for
    others."""
    require(may_end_sessions, actor, person_id)
    account = Account.objects.filter(person=person_id).first()
    ended = sessions_end(account) if account else 0
    audit(actor, "accounts.session.ended", account, subject_id=person_id, sessions=ended)
    return ended


@transaction.atomic
def sessions_purge() -> int:
    """Take away the sessions that are over; returns how many."""
    now = clock.now()
    over = Session.objects.filter(Q(expires_at__lte=now) | Q(feed=True, seen_at__lte=now - FEED_UNREAD))
    for let_go in LETTING_GO:
        let_go(over)
    return over.delete()[0]


@transaction.atomic
def feed_begin(*, actor: Actor) -> str:
    """Make the address by which a telephone reads the own agenda; returns its fresh token, told once. The one before
    ends. What a sheet opened gets one of its schools alone."""
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
    """End the address by which a telephone reads the agenda. Ended twice, nothing is said of the second time."""
    require(may_change_own, actor, actor.account_id)
    if Session.objects.filter(sessions_of(actor), feed=True).delete()[0]:
        audit(actor, "accounts.feed.ended", subject_id=actor.person_id)
