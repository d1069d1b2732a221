"""What each secret of an account opens: the whole one everything, that of a school's sheet what this school holds.

All hashes of one account are drawn with one salt, so that one computation answers for all of them: how long a refusal
takes tells nobody how many sheets were printed for a login (docs/decisions/0042).
"""

import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import get_hasher, is_password_usable, make_password, verify_password
from django.db import connection

from eprimo.foundation.accounts.hashers import Argon2id, waste_time
from eprimo.foundation.accounts.models import Account, AccountSecret, ScopedSecret
from eprimo.foundation.accounts.pupil_words import words_match
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES

type Scope = frozenset[int] | None


def place_of(school_id: int | None) -> int:
    """Return the number by which a scope names the school of a sheet; a sheet of no school opens what mandates do."""
    return school_id or MANDATES


@dataclass(frozen=True, slots=True)
class AccountAccess:
    """An account, and the secrets of sheets that were given; none of them: the secret of the whole account was."""

    account: Account
    by: tuple[ScopedSecret, ...] = ()

    @property
    def scope(self) -> Scope:
        """The schools that are opened, as on a session; None: everything is."""
        return frozenset(place_of(one.school_id) for one in self.by) if self.by else None


def access_of(
    account: Account | None, secret: str, scoped: Collection[ScopedSecret] | None = None
) -> AccountAccess | None:
    """Return what this secret opens of that account; None: nothing. Whatever the answer it costs the same, right words
    apart. `scoped`: the secrets of sheets, when they were read already.

    Raises HashingBusy: nothing was looked at.
    """
    if account is None:
        waste_time(secret)
        return None
    if scoped is None:
        scoped = list(account.scoped_secrets.all())
    if account.words is not None or any(one.words for one in scoped):
        return _opened_by_words(account, scoped, secret)
    right = _right(secret, [account.password, *(one.password for one in scoped)])
    if account.password in right:
        return AccountAccess(account)
    return _by(account, [one for one in scoped if one.password in right])


def _opened_by_words(account: Account, scoped: Iterable[ScopedSecret], typed: str) -> AccountAccess | None:
    """Right words need no time; wrong ones take as long as any wrong password."""
    if words_match(account, typed):
        return AccountAccess(account)
    found = _by(account, [one for one in scoped if words_match(one, typed)])
    if found is None:
        waste_time(typed)
    return found


def _by(account: Account, right: Iterable[ScopedSecret]) -> AccountAccess | None:
    found = tuple(right)
    return AccountAccess(account, found) if found else None


def _right(secret: str, stored: Iterable[str]) -> set[str]:
    """Those of these hashes that are of this secret: one computation for each salt, at least one in any case."""
    by_salt: dict[str, list[str]] = {}
    for one in stored:
        if one and is_password_usable(one):
            by_salt.setdefault(one.rpartition("$")[0], []).append(one)
    if not by_salt:
        waste_time(secret)
    return {one for group in by_salt.values() for one in _right_of(secret, group)}


def _right_of(secret: str, group: list[str]) -> list[str]:
    salt = _salt_of(group[0])
    if salt is None:
        return [one for one in group if verify_password(secret, one)[0]]
    try:
        made = get_hasher().encode(secret, salt)
    except ValueError:
        # Longer than any secret of ours, or with a NUL.
        return []
    return [one for one in group if hmac.compare_digest(one.encode(), made.encode())]


def _salt_of(stored: str) -> str | None:
    """The salt of a hash that is made as hashes are today; None: another is to be drawn."""
    hasher = get_hasher()
    if not isinstance(hasher, Argon2id) or not stored.startswith(f"{hasher.algorithm}$"):
        return None
    return None if hasher.must_update(stored) else str(hasher.decode(stored)["salt"])


def is_outdated(stored: str) -> bool:
    """Tell whether a hash costs less to try than those that are made today."""
    return bool(stored) and is_password_usable(stored) and _salt_of(stored) is None


def hash_secret(account: Account, secret: str) -> str:
    """Return the hash of a new secret of this account, drawn with the salt of the others that stay. Raises
    HashingBusy."""
    others = [account.password, *account.scoped_secrets.values_list("password", flat=True)]
    salts = (_salt_of(one) for one in others if one and is_password_usable(one))
    salt = next((one for one in salts if one is not None), None)
    return make_password(secret, salt)


def keep_secrets(*secrets: AccountSecret) -> None:
    """Open these accounts, whole, by these secrets from now on (one statement, none for none)."""
    AccountSecret.objects.bulk_create(
        secrets,
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["password", "words", "since"],
    )


def has_whole_secret(account: Account) -> bool:
    """Tell whether the account has a password of its own, or the three words of a pupil."""
    return account.words is not None or (bool(account.password) and is_password_usable(account.password))


def has_secret(account: Account) -> bool:
    """Tell whether the person came in once, or some way in was chosen or drawn: a sheet adds another one beside it."""
    if account.activated_at is not None or has_whole_secret(account):
        return True
    return account.scoped_secrets.exists()


_BEYOND = """
WITH me (id) AS (
  SELECT unnest(%(people)s::bigint[])
), kid AS (
  SELECT me.id, g.child_id FROM me JOIN directory_guardianship g ON g.adult_id = me.id
  WHERE g.kind <> 'contact' AND (g.ends IS NULL OR g.ends > %(now)s)
), held AS (
  SELECT me.id, m.role, m.service_id FROM me JOIN directory_mandate m ON m.person_id = me.id
  WHERE m.ends IS NULL OR m.ends > %(now)s
), place (id, at) AS (
  SELECT me.id, a.school_id FROM me JOIN directory_affiliation a ON a.person_id = me.id
  WHERE a.ends IS NULL OR a.ends > %(now)s
  UNION ALL
  SELECT kid.id, a.school_id FROM kid
  JOIN directory_affiliation a ON a.person_id = kid.child_id AND a.profile = 'pupil'
  WHERE a.ends IS NULL OR a.ends > %(now)s
  UNION ALL
  SELECT held.id, l.school_id FROM held JOIN directory_serviceschool l ON l.service_id = held.service_id
  WHERE held.role = 'commune_agent' AND NOT %(mandates)s::boolean AND (l.ends IS NULL OR l.ends > %(now)s)
  UNION ALL
  SELECT held.id, 0 FROM held WHERE held.role <> 'commune_agent'
)
SELECT DISTINCT id FROM place WHERE NOT (at = ANY(%(scope)s::bigint[]))
"""


def reaching_beyond(person_ids: Collection[int], scope: Collection[int]) -> set[int]:
    """Return who of these people has something outside of this scope: a link of one's own or of an own child, now or to
    come. One statement, whatever the number."""
    values: dict[str, Any] = {
        "people": list(person_ids), "now": clock.now(), "scope": list(scope), "mandates": MANDATES in scope,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BEYOND, values)
        return {row[0] for row in cursor.fetchall()}
