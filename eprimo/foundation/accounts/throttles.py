"""Tries at the door, counted in PostgreSQL: per account and address, per account, per address, per school.

Nobody is ever locked: buckets fill again by themselves. From an address that the account entered from before, only
the bucket of that pair counts, so that tries made elsewhere, or on other accounts, do not keep a class out. The sums
of a school and of everywhere refuse nobody: they tell the operator. What was right is given back. Every refusal at the
door asks for the same wait: it must not tell which bucket is empty, hence whether an account is there, and where.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.addresses import address_hash
from eprimo.foundation.accounts.enums import News
from eprimo.foundation.accounts.logins import typed_login
from eprimo.foundation.accounts.models import KnownAddress
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import TooManyTries
from eprimo.foundation.kernel.models import Throttle
from eprimo.foundation.kernel.throttle import Limit, give_back, give_one_back, left, take

logger = logging.getLogger("eprimo.accounts")

# One account from one address it never entered from: a mistyped word, then a breath.
PAIR = Limit(burst=6, seconds_each=20)
# The same from an address it entered from: a shared tablet mistypes a lot, a machine still needs centuries.
KNOWN_PAIR = Limit(burst=30, seconds_each=2)
# One account from all the addresses that are new to it (a botnet on one login).
ACCOUNT = Limit(burst=30, seconds_each=30)
# Wrong tries of one address: thirty tablets behind one, each mistyping three times at once.
ADDRESS = Limit(burst=120, seconds_each=2)
# Logins that one address, new to their school, tries for the first time: a home of thirty tablets mistypes each once. A
# list of logins waits half a minute for each, then ten minutes.
LOGINS = Limit(burst=40, seconds_each=30)
LOGINS_OF_A_DAY = Limit(burst=120, seconds_each=600)
# Wrong tries on all the accounts of a school from addresses it does not know (spraying one password): refuses nobody,
# since one machine could shut the whole school out; tells the operator.
SCHOOL = Limit(burst=300, seconds_each=3)
# Wrong tries everywhere: refuses nobody, tells the operator (stuffing spread over thousands of addresses).
EVERYWHERE = Limit(burst=5000, seconds_each=0.2)
# An owner is told once a day of tries that were refused.
SERIES = Limit(burst=1, seconds_each=86_400)
# Wrong passwords inside one session, from which on the owner is told.
TOLD_FROM = 3
# What every refusal at the door asks to wait, in seconds.
WAIT = 30
# Codes of sheets and of e-mails typed from one address; whole classes are helped from the school's own.
CODES = Limit(burst=60, seconds_each=5)
# Codes by e-mail asked for one login, and from one address.
MAILS_LOGIN = Limit(burst=3, seconds_each=600)
MAILS_ADDRESS = Limit(burst=30, seconds_each=60)
# E-mails that one account sends to the addresses it gives: as many at once as tries of its password.
MAILS_OWN = Limit(burst=6, seconds_each=600)

_LEARNT_AGAIN = timedelta(days=1)

_KNOWN = """
SELECT (SELECT seen_at FROM accounts_knownaddress WHERE address_hash = %(address)s AND account_id = %(account)s),
       EXISTS (SELECT FROM accounts_knownaddress WHERE address_hash = %(address)s AND school_id = %(school)s)
"""


@dataclass(frozen=True, slots=True)
class Door:
    """One try: the login that was typed, whose account it is (0: nobody's), its school (0: none), from where."""

    login: str
    account_id: int
    school_id: int
    address: str  # its keyed hash
    # When the account last entered from there, to the day; None: never.
    seen_at: datetime | None
    known_to_school: bool

    @property
    def known(self) -> bool:
        return self.seen_at is not None

    @property
    def pair_key(self) -> str:
        return f"in:pair:{self.login}:{self.address}"[:120]

    @property
    def wide_keys(self) -> list[tuple[str, Limit]]:
        """The buckets that several people share."""
        if self.known:
            return []
        return [(f"in:addr:{self.address}", ADDRESS), (f"in:acc:{self.login}", ACCOUNT)]


def door_of(*, login: str, account_id: int, school_id: int, address: str) -> Door:
    """Read what one try at the door is counted by: one statement, the same whether the account exists or not."""
    hashed = address_hash(address)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"address": hashed, "account": account_id, "school": school_id})
        seen_at, known_to_school = cursor.fetchone()
    return Door(
        login=login,
        account_id=account_id,
        school_id=school_id,
        address=hashed,
        seen_at=seen_at,
        known_to_school=known_to_school,
    )


def try_counted(door: Door) -> None:
    """Count one try, before its secret is looked at. Raises TooManyTries: come back in WAIT seconds, whatever
    is empty."""
    try:
        for key, limit in _first_of_login(door):
            take(key, limit)
        take(door.pair_key, KNOWN_PAIR if door.known else PAIR)
        for key, limit in door.wide_keys:
            take(key, limit)
    except TooManyTries:
        raise TooManyTries(retry_after=WAIT) from None


def _first_of_login(door: Door) -> list[tuple[str, Limit]]:
    """The buckets of distinct logins, when this address tries this one for the first time."""
    if door.known or door.known_to_school or left(door.pair_key, PAIR) < PAIR.burst:
        return []
    return [(f"in:logins:{door.address}", LOGINS), (f"in:logins-day:{door.address}", LOGINS_OF_A_DAY)]


def _login_given_back(door: Door) -> None:
    """Once nothing of the pair is counted any more, neither is its login."""
    for key, limit in _first_of_login(door):
        give_one_back(key, limit)


def series_begins(login: str) -> bool:
    """Tell whether tries of this login are refused for the first time today: whose it is may be told, known or not."""
    try:
        take(f"in:told:{login}"[:120], SERIES)
    except TooManyTries:
        return False
    return True


def try_right(door: Door, *, whole: bool = True) -> None:
    """Take back a try that was right: it is not counted. The pair forgets all, a shared bucket gets its one token back;
    the pair too when it was the secret of a sheet, which is no leave to guess the whole one."""
    if whole:
        give_back(door.pair_key)
    else:
        give_one_back(door.pair_key, KNOWN_PAIR if door.known else PAIR)
    _login_given_back(door)
    for key, limit in door.wide_keys:
        give_one_back(key, limit)


def try_wrong(door: Door) -> None:
    """Add a wrong try to the sums that say when somebody tries lists of stolen passwords on a school, or on everybody.
    No school (0) is a sum too: an account that is not there costs the same work."""
    if not (door.known or door.known_to_school):
        _alerted(f"in:school:{door.school_id}", SCHOOL, "on one school from addresses it does not know")
    _alerted("in:everywhere", EVERYWHERE, "everywhere")


def _alerted(key: str, limit: Limit, where: str) -> None:
    try:
        take(key, limit)
    except TooManyTries:
        logger.error("sign-in: more wrong tries %s than people make", where)


def address_learnt(door: Door) -> None:
    """Remember that this account entered from there; written again once a day."""
    if door.seen_at is not None and clock.now() - door.seen_at < _LEARNT_AGAIN:
        return
    KnownAddress.objects.bulk_create(
        [
            KnownAddress(
                account_id=door.account_id,
                address_hash=door.address,
                school_id=door.school_id or None,
                seen_at=clock.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["address_hash", "account"],
        update_fields=["school_id", "seen_at"],
    )


def try_undone(door: Door) -> None:
    """Take back a try that was not looked at, where there was no place to hash."""
    for key, limit in [(door.pair_key, KNOWN_PAIR if door.known else PAIR), *door.wide_keys]:
        give_one_back(key, limit)
    _login_given_back(door)


def code_counted(address: str) -> None:
    """Count one typed code from this address. Raises TooManyTries."""
    take(f"code:{address_hash(address)}", CODES)


def code_right(address: str) -> None:
    """Take back a code that opened: it is not counted."""
    give_one_back(f"code:{address_hash(address)}", CODES)


def mail_counted(*, login: str, address: str) -> bool:
    """Count one e-mail asked for, whether the login exists or not; False: enough were asked for this login, send none.
    Raises TooManyTries: this network address asked for too many. The login's bucket refuses nobody aloud: others fill
    it."""
    take(f"mail:addr:{address_hash(address)}", MAILS_ADDRESS)
    try:
        take(f"mail:{typed_login(login)}"[:120], MAILS_LOGIN)
    except TooManyTries:
        return False
    return True


def own_mail_counted(*, account_id: int, address: str) -> None:
    """Count one e-mail to an address that the account gives, which may be anybody's. Raises TooManyTries."""
    take(f"mail:addr:{address_hash(address)}", MAILS_ADDRESS)
    take(f"mail:own:{account_id}", MAILS_OWN)


def password_counted(actor: Actor) -> None:
    """Count a password asked again inside a session: whoever took the session must not guess it there. In one that a
    sheet opened it is counted apart, so that it keeps the owner from nothing."""
    take(_again(actor), PAIR)


def password_wrong(actor: Actor) -> None:
    """Count a wrong password: from the third one on, the owner is told. The two first may be a slip of the hand."""
    if left(_again(actor), PAIR) <= PAIR.burst - TOLD_FROM:
        account_tell(account_id=actor.account_id, what=News.TRIED)


def password_right(actor: Actor) -> None:
    give_back(_again(actor))


def _again(actor: Actor) -> str:
    return f"again:{actor.account_id}" if actor.is_whole else f"again:{actor.account_id}:sheet"


def widening_counted(actor: Actor) -> None:
    """Count the whole secret tried from inside a session that a sheet opened: what is right there gives these no try
    back."""
    take(f"widen:{actor.account_id}", PAIR)


def widening_right(actor: Actor) -> None:
    give_back(f"widen:{actor.account_id}")


def throttles_purge() -> int:
    """Take away buckets that are full again (untouched for two days) and addresses not seen for 90 days."""
    gone = Throttle.objects.filter(updated_at__lt=clock.now() - timedelta(days=2)).delete()[0]
    return gone + KnownAddress.objects.filter(seen_at__lt=clock.now() - timedelta(days=90)).delete()[0]
