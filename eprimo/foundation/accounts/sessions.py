"""Sessions in a table of our own, keyed to the account: opened, listed, ended."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.statements import Statement

# Absolute lengths: adults at work a working day, pupils (often on shared devices) a school day, families two weeks.
WORK, SCHOOL_DAY, FAMILY = timedelta(hours=12), timedelta(hours=9), timedelta(days=14)
RENEW_AFTER = timedelta(minutes=10)
# Of a session that ends by itself when nobody touches the device any more.
RENEW_SHARED_AFTER = timedelta(minutes=1)

_SESSION_OF = Statement("SELECT wall.session_of(%(key)s)")
_READ_AGAIN = Statement("SELECT wall.read_again(%(people)s)")

# What is tied to a session, and outlives one that merely ends by time, lets go of it before it is purged.
LETTING_GO: list[Callable[[QuerySet[Session]], None]] = []


def key_hash(key: str) -> str:
    """What the database knows of a session's key."""
    return hmac.new(settings.SECRET_KEY.encode(), b"session:" + key.encode(), hashlib.sha256).hexdigest()


def session_of(key: str) -> int:
    """The number of the session that has this key; 0: none."""
    return _SESSION_OF.rows(key=key_hash(key))[0][0] or 0


def read_again(person_ids: Collection[int]) -> None:
    """The links of these people's sessions are read again, and what they hold by then is forgotten."""
    _READ_AGAIN.rows(people=list(person_ids))


def lifetime_of(account: Account) -> timedelta:
    person = account.person_id
    profiles = set(Affiliation.objects.in_force().filter(person=person).values_list("profile", flat=True))
    if profiles - {Profile.PUPIL} or Mandate.objects.in_force().filter(person=person).exists():
        return WORK
    return SCHOOL_DAY if profiles else FAMILY


@dataclass(frozen=True, slots=True)
class Shared:
    """A session on a device that several people use one after the other: when it ends at the latest, and how long it
    outlives the last request."""

    until: datetime
    idle: timedelta


def session_open(
    account: Account, *, device: str = "", shared: Shared | None = None, scope: Collection[int] | None = None
) -> tuple[Session, str]:
    """A fresh session and its key, which is told once, to the browser. `scope`: of the secret that was given, None when
    it opens everything."""
    key = secrets.token_urlsafe(32)
    now = clock.now()
    expires_at = now + lifetime_of(account)
    row = Session.objects.create(
        account=account,
        key_hash=key_hash(key),
        created_at=now,
        seen_at=now,
        expires_at=min(expires_at, shared.until) if shared else expires_at,
        idle_seconds=int(shared.idle.total_seconds()) if shared else None,
        device=device[:80],
        scope=None if scope is None else sorted(scope),
    )
    return row, key


def set_cookie(response: HttpResponse, key: str, session: Session) -> None:
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        key,
        # Relative: the demo's clock is not the browser's.
        max_age=int((session.expires_at - clock.now()).total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def drop_cookie(response: HttpResponse) -> None:
    response.delete_cookie(settings.SESSION_COOKIE_NAME, path="/", samesite="Lax")


def sessions_end(account: Account, *, but: int | None = None, of: Collection[int] | None = None) -> int:
    """End the sessions of an account, save one; returns how many. In force from the commit. `of`: those alone that the
    secrets of these schools' sheets opened."""
    rows = Session.objects.filter(account=account)
    if of is not None:
        rows = rows.filter(scope__overlap=list(of))
    if but is not None:
        rows = rows.exclude(pk=but)
    # Streams that these sessions hold open look again, and close.
    touch(people=[account.person_id])
    return rows.delete()[0]
