"""Sessions in a table of our own, keyed to the account: opened, listed, ended."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.keyed_hashes import keyed_hash, keyed_hashes
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.statements import Statement

# Absolute lengths: adults at work a working day, pupils (often on shared devices) a school day, families two weeks.
WORK, SCHOOL_DAY, FAMILY = timedelta(hours=12), timedelta(hours=9), timedelta(days=14)
# On a machine of several people, as in a staff room: the hour at which a working day is over, and what is left later.
EVENING, LATE = 19, timedelta(hours=2)
RENEW_AFTER = timedelta(minutes=10)
# A feed lasts until its person ends it, or until no telephone has read it for that long.
FEED_LASTS, FEED_UNREAD = timedelta(days=3650), timedelta(days=400)
# Of a session that ends by itself when nobody touches the device any more.
RENEW_SHARED_AFTER = timedelta(minutes=1)

_SESSION_OF = Statement("SELECT wall.session_of(%(key)s)")
_READ_AGAIN = Statement("SELECT wall.read_again(%(people)s)")

# What is tied to a session, and outlives one that merely ends by time, lets go of it before it is purged.
LETTING_GO: list[Callable[[QuerySet[Session]], None]] = []
# May refuse a session that is being opened, before its key is told (a DomainError).
LETTING_IN: list[Callable[[Session], None]] = []


def key_hash(key: str) -> str:
    """Return what the database knows of a session's key."""
    return keyed_hash(_named(key))


def key_hashes(cookie: str) -> list[str]:
    """Return what the database may know of a cookie, begun under a key of the server of before; what turns in it is not
    looked at."""
    return keyed_hashes(_named(cookie.partition(".")[0]))


def _named(key: str) -> bytes:
    return b"session:" + key.encode()


def feed_hash(token: str) -> str:
    """Return what the database knows of a feed's token: never what it knows of a cookie, even of the same letters."""
    return keyed_hash(_of_feed(token))


def feed_hashes(token: str) -> list[str]:
    return keyed_hashes(_of_feed(token))


def _of_feed(token: str) -> bytes:
    return b"feed:" + token.encode()


def session_of(cookie: str) -> int:
    """Return the id of the session that this cookie names; 0: none."""
    return next((found for one in key_hashes(cookie) if (found := _SESSION_OF.rows(key=one)[0][0])), 0)


def read_again(person_ids: Collection[int]) -> None:
    """Let the links of these people's sessions be read again, and forget what they hold by then."""
    _READ_AGAIN.rows(people=list(person_ids))


def lifetime_of(account: Account) -> timedelta:
    person = account.person_id
    profiles = set(Affiliation.objects.in_force().filter(person=person).values_list("profile", flat=True))
    if profiles - {Profile.PUPIL} or Mandate.objects.in_force().filter(person=person).exists():
        return WORK
    return SCHOOL_DAY if profiles else FAMILY


def evening_of(account: Account) -> datetime:
    """Return when a session on a machine of several people is over: at seven in the evening of the school; two hours
    later, of one that begins then."""
    schools = Affiliation.objects.in_force().filter(person=account.person_id).order_by("pk")
    zone = schools.values_list("school__time_zone", flat=True).first() or settings.TIME_ZONE
    local = clock.now().astimezone(ZoneInfo(zone))
    return max(local.replace(hour=EVENING, minute=0, second=0, microsecond=0), local + LATE).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Shared:
    """A session on a device that several people use one after the other: when it ends at the latest, and how long it
    outlives the last request."""

    until: datetime
    idle: timedelta


def session_open(
    account: Account,
    *,
    device: str = "",
    address: str = "",
    shared: Shared | None = None,
    scope: Collection[int] | None = None,
    until: datetime | None = None,
) -> tuple[Session, str]:
    """Make a fresh session; returns it with its key, which is told once, to the browser. `scope`: of the secret that
    was given, None when it opens everything. `address`: its network, hashed. `until`: on a machine of several people,
    as the person said: it is over then."""
    key = secrets.token_urlsafe(32)
    now = clock.now()
    ends = [now + lifetime_of(account), *([until] if until else []), *([shared.until] if shared else [])]
    row = Session.objects.create(
        account=account,
        key_hash=key_hash(key),
        created_at=now,
        seen_at=now,
        expires_at=min(ends),
        shared=until is not None,
        idle_seconds=int(shared.idle.total_seconds()) if shared else None,
        device=device[:80],
        address=address,
        scope=None if scope is None else sorted(scope),
    )
    return row, key


def set_cookie(response: HttpResponse, cookie: str, expires_at: datetime, *, vanishes: bool = False) -> None:
    """Give the browser the cookie of its session. `vanishes`: with the browser, on a machine of several people."""
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        cookie,
        # Relative: the demo's clock is not the browser's.
        max_age=None if vanishes else int((expires_at - clock.now()).total_seconds()),
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
