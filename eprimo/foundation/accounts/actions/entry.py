"""The door: who is it, with what secret, from where."""

from django.utils.translation import gettext as _

from eprimo.foundation.accounts.account_secrets import (
    AccountAccess,
    access_of,
    has_whole_secret,
    hash_secret,
    is_outdated,
)
from eprimo.foundation.accounts.enums import AccountState, News
from eprimo.foundation.accounts.events import OwnerToTell
from eprimo.foundation.accounts.hashers import HashingBusy
from eprimo.foundation.accounts.logins import typed_login
from eprimo.foundation.accounts.models import AccountSecret, ScopedSecret
from eprimo.foundation.accounts.queries import account_at_door, account_of_kept, has_nothing_left
from eprimo.foundation.accounts.throttles import (
    address_learnt,
    door_of,
    series_begins,
    try_counted,
    try_right,
    try_undone,
    try_wrong,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, TooManyTries
from eprimo.foundation.kernel.outbox import emit


class SignInRefused(DomainError):
    """There is no such account, the secret is wrong, or a decision shuts it out: the same words, after the same
    time."""

    code = "sign-in-refused"
    sentence = (
        "Identifiant ou mot de passe inconnu. L’identifiant est écrit sur votre fiche, le mot de passe est celui que "
        "vous avez choisi."
    )
    status = 422


class AccountSuspended(DomainError):
    """The access is suspended: said to who has the right secret only, so that whoever tries others' logins learns
    nothing."""

    code = "account-suspended"
    sentence = "Cet accès est suspendu. La direction de l’école peut le rétablir\u00a0: parlez-en avec elle."
    status = 422


class AccountJoined(DomainError):
    """The person's row was made one with another, whose account goes on: said to who has the right secret only."""

    code = "account-joined"
    status = 422

    def __init__(self, login: str) -> None:
        super().__init__(
            _(
                "Cet identifiant ne sert plus\u00a0: vos deux fiches n’en font qu’une. Entrez avec l’identifiant "
                "«\u00a0%(login)s\u00a0» et son mot de passe, ou demandez une nouvelle fiche à l’école."
            )
            % {"login": login}
        )


def account_enter(*, login: str, secret: str, address: str) -> AccountAccess:
    """Return the account that this login and this secret open, from this network address, and how much of it.

    Raises SignInRefused, AccountSuspended, AccountJoined, TooManyTries (before any secret is looked at), HashingBusy.
    Not inside a transaction: tries that were refused stay counted.
    """
    typed = typed_login(login)
    at = account_at_door(typed)
    account_id = at.account.pk if at.account else 0
    door = door_of(login=typed, account_id=account_id, school_id=at.school_id, address=address)
    try:
        try_counted(door)
    except TooManyTries:
        if series_begins(typed):
            emit(OwnerToTell(account_id, News.TRIED))
        raise
    try:
        opening = access_of(at.account, secret, at.scoped)
    except HashingBusy:
        try_undone(door)
        raise
    if opening is None or has_nothing_left(opening.account.person_id, opening.scope):
        try_wrong(door)
        raise SignInRefused
    try_right(door, whole=opening.scope is None)
    if opening.account.state == AccountState.SUSPENDED:
        other = account_of_kept(opening.account.person_id)
        raise AccountJoined(other.login) if other is not None else AccountSuspended
    # Where a sheet's secret came from, the whole one is not to be guessed at leisure.
    if opening.scope is None or not has_whole_secret(opening.account):
        address_learnt(door)
    _noted(opening, secret)
    return opening


def _noted(opening: AccountAccess, secret: str) -> None:
    """When a sheet's secret served last. A hash that costs less than today's is made again, another time if every
    place is taken."""
    account = opening.account
    if opening.by:
        ScopedSecret.objects.filter(pk__in=[one.pk for one in opening.by]).update(used_at=clock.now())
    rows: tuple[AccountSecret | ScopedSecret, ...] = opening.by or (account.secret,)
    for row in rows:
        if is_outdated(row.password):
            try:
                row.password = hash_secret(account, secret)
            except HashingBusy:
                return
            row.save(update_fields=["password"])
