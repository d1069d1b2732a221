"""From a printed code to an account with a password."""

from datetime import date
from typing import Any

from django.db import transaction

from eprimo.foundation.accounts.codes import MOST_TRIES, CodeCancelled, CodeRefused, code_found, code_locked
from eprimo.foundation.accounts.enums import PRINTED, AccountState, CodePurpose
from eprimo.foundation.accounts.models import Account, ScopedSecret, SignInCode
from eprimo.foundation.accounts.openings import Opening, has_secret, hashed, place_of, reaching_beyond
from eprimo.foundation.accounts.passwords import password_validate
from eprimo.foundation.accounts.queries import birth_dates_known, has_nothing_left, school_of, words_around
from eprimo.foundation.accounts.sessions import sessions_end
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError


class BirthDateWrong(DomainError):
    """Counted: `left` tries remain before the sheet dies."""

    code = "birth-date-wrong"
    status = 422

    def __init__(self, left: int) -> None:
        tries = "un essai" if left == 1 else f"{left} essais"
        super().__init__(
            f"Ce n’est la date de naissance d’aucun de vos enfants. Il vous reste {tries}.",
            field="birth_date",
        )


def sheet_code(typed: str) -> SignInCode:
    """The open code of a sheet. CodeRefused for any other, and for who was shut out since the print."""
    code = code_found(typed, *PRINTED)
    if has_nothing_left(code.account.person_id, [place_of(code.school_id)]):
        raise CodeRefused(field="code")
    return code


def birth_date_check(*, code: SignInCode, birth_date: date | None) -> None:
    """Pass, or count one more wrong answer and raise BirthDateWrong; the fifth kills the code (CodeCancelled)."""
    if not code.asks_birth_date:
        return
    if (left := _tries_left(code, birth_date)) is None:
        return
    if left:
        raise BirthDateWrong(left)
    raise CodeCancelled(field="birth_date")


@transaction.atomic
def _tries_left(code: SignInCode, birth_date: date | None) -> int | None:
    """None: the answer is right. Else the tries that are left, this one counted in any case."""
    row = code_locked(code)
    if birth_date in birth_dates_known(code.account.person_id):
        return None
    row.tries += 1
    if row.tries >= MOST_TRIES:
        row.cancelled_at = clock.now()
        audit(
            None, "accounts.sheet.cancelled", row,
            school_id=school_of(code.account), subject_id=code.account.person_id, tries=row.tries,
        )  # fmt: skip
    row.save(update_fields=["tries", "cancelled_at"])
    return MOST_TRIES - row.tries


@transaction.atomic
def account_activate(*, code: SignInCode, password: str) -> Opening:
    """The code is used, and the password chosen opens what the sheet's school holds; the whole account when there was
    no way in yet and all the person has is of that school. The birth date was checked before.

    Raises CodeRefused (used meanwhile), HashingBusy, or ValidationError when the password is weak.
    """
    # The account first, as who prints a sheet does: the other way round they would wait for each other.
    account = (
        Account.objects.select_related("person")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=code.account_id)
    )
    row = code_locked(code)
    password_validate(password, account=account, context=words_around(account.person_id))
    opening = _opened(account, row, hashed(account, password))
    account.state = AccountState.ACTIVE
    account.activated_at = account.activated_at or clock.now()
    account.save(update_fields=["password", "state", "activated_at"])
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    renewed = row.purpose == CodePurpose.RENEWAL
    audit(
        None, f"accounts.account.{'renewed' if renewed else 'activated'}", account,
        school_id=row.school_id, subject_id=account.person_id, whole=opening.scope is None,
    )  # fmt: skip
    return opening


def _opened(account: Account, code: SignInCode, stored: str) -> Opening:
    """What the sheet adds. What was chosen before stays, with its sessions; of an earlier sheet of that school, nothing
    does."""
    place = place_of(code.school_id)
    if not has_secret(account) and not reaching_beyond([account.person_id], [place]):
        account.password = stored
        return Opening(account)
    of: dict[str, Any] = {"account": account, "school_id": code.school_id}
    chosen = {"password": stored, "since": clock.now()}
    secret, _made = ScopedSecret.objects.update_or_create(**of, defaults=chosen)
    sessions_end(account, of=[place])
    return Opening(account, (secret,))
