"""The door: who is it, with what secret, from where."""

from django.contrib.auth.hashers import is_password_usable, verify_password
from django.utils.translation import gettext as _

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.hashers import HashingBusy, waste_time
from eprimo.foundation.accounts.logins import typed_login
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.queries import account_at_door, account_of_kept, has_nothing_left
from eprimo.foundation.accounts.throttles import (
    address_learnt,
    door_of,
    try_counted,
    try_right,
    try_undone,
    try_wrong,
)
from eprimo.foundation.accounts.words import words_match
from eprimo.foundation.kernel.errors import DomainError


class SignInRefused(DomainError):
    """No such account, wrong secret, shut out by a decision: the same words, after the same time."""

    code = "sign-in-refused"
    sentence = (
        "Identifiant ou mot de passe inconnu. L’identifiant est écrit sur votre fiche, le mot de passe est celui que "
        "vous avez choisi."
    )
    status = 422


class AccountSuspended(DomainError):
    """Said to who has the right secret only: whoever tries others' logins learns nothing."""

    code = "account-suspended"
    sentence = "Cet accès est suspendu. La direction de l’école peut le rétablir\u00a0: parlez-en avec elle."
    status = 422


class AccountJoined(DomainError):
    """Its row was made one with another, whose account goes on: said to who has the right secret only."""

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


def account_enter(*, login: str, secret: str, address: str) -> Account:
    """The account that this login and this secret open, from this network address.

    Raises SignInRefused, AccountSuspended, AccountJoined, TooManyTries (before any secret is looked at), HashingBusy.
    Not inside a transaction: tries that were refused stay counted.
    """
    typed = typed_login(login)
    account, school_id = account_at_door(typed)
    door = door_of(login=typed, account_id=account.pk if account else 0, school_id=school_id, address=address)
    try_counted(door)
    try:
        right = _secret_right(account, secret)
    except HashingBusy:
        try_undone(door)
        raise
    if account is None or not right or has_nothing_left(account.person_id):
        try_wrong(door)
        raise SignInRefused
    try_right(door)
    if account.state == AccountState.SUSPENDED:
        other = account_of_kept(account.person_id)
        raise AccountJoined(other.login) if other is not None else AccountSuspended
    address_learnt(door)
    return account


def _secret_right(account: Account | None, secret: str) -> bool:
    if account is not None and account.words is not None:
        # Right words need no time; wrong ones take as long as any wrong password.
        if words_match(account, secret):
            return True
        waste_time(secret)
        return False
    if account is None or not is_password_usable(account.password):
        waste_time(secret)
        return False
    right, outdated = verify_password(secret, account.password)
    if right and outdated:
        _rehash(account, secret)
    return right


def _rehash(account: Account, secret: str) -> None:
    """Costs went up since this password was chosen: keep it at today's. Another time if every place is taken."""
    try:
        account.set_password(secret)
    except HashingBusy:
        return
    account.save(update_fields=["password"])
