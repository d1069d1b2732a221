"""From a printed code to an account with a password."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from eprimo.foundation.accounts.account_secrets import (
    AccountAccess,
    has_secret,
    hash_secret,
    keep_secrets,
    place_of,
    reaching_beyond,
)
from eprimo.foundation.accounts.codes import MOST_TRIES, CodeCancelled, CodeRefused, code_found, code_locked
from eprimo.foundation.accounts.enums import PRINTED, AccountState, CodePurpose
from eprimo.foundation.accounts.events import SheetUsed
from eprimo.foundation.accounts.models import Account, AccountSecret, ScopedSecret, SignInCode
from eprimo.foundation.accounts.passwords import password_validate
from eprimo.foundation.accounts.queries import birth_dates_asked, has_nothing_left, words_around
from eprimo.foundation.accounts.sessions import sessions_end
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import emit


class BirthDateWrong(DomainError):
    """A wrong birth date, which is counted: `left` more of them and the sheet dies."""

    code = "birth-date-wrong"
    status = 422

    def __init__(self, left: int) -> None:
        super().__init__(
            ngettext(
                "Une date de naissance ne va pas. Il vous reste %(left)d essai.",
                "Une date de naissance ne va pas. Il vous reste %(left)d essais.",
                left,
            )
            % {"left": left},
            field="birth_date",
        )


class BirthDateMissing(DomainError):
    """A birth date is missing beside those that are right: no wrong try. The same words whatever is missing."""

    code = "birth-date-missing"
    sentence = "Il manque une date de naissance\u00a0: donnez celles de tous vos enfants."
    status = 422


def sheet_code(typed: str) -> SignInCode:
    """Return the open code of a sheet. Raises CodeRefused for any other, and for who was shut out since the print."""
    code = code_found(typed, *PRINTED)
    if has_nothing_left(code.account.person_id, [place_of(code.school_id)]):
        raise CodeRefused(field="code")
    return code


def birth_dates_check(*, code: SignInCode, typed: Collection[date]) -> None:
    """Pass, or say what is missing (BirthDateMissing), or count what is wrong: BirthDateWrong, and the third wrong date
    kills the code (CodeCancelled). Who has no child passes, whatever is typed."""
    asked = birth_dates_asked(code.account.person_id, code.school_id)
    wrong = set(typed) - asked.known
    # A brother at the collège is nobody's mistake: it is only with a date that is missing that others are wrong.
    if asked.enough(typed):
        return
    if not wrong:
        raise BirthDateMissing(field="birth_date")
    if left := _tries_left(code, len(wrong)):
        raise BirthDateWrong(left)
    raise CodeCancelled(field="birth_date")


@transaction.atomic
def _tries_left(code: SignInCode, wrong: int) -> int:
    """Count these wrong dates; 0: the code is dead."""
    row = code_locked(code)
    row.tries = min(row.tries + wrong, MOST_TRIES)
    if row.tries >= MOST_TRIES:
        row.cancelled_at = clock.now()
        audit(
            None, "accounts.sheet.cancelled", row,
            school_id=row.school_id, subject_id=code.account.person_id, tries=row.tries,
        )  # fmt: skip
    row.save(update_fields=["tries", "cancelled_at"])
    return MOST_TRIES - row.tries


@transaction.atomic
def account_activate(*, code: SignInCode, password: str) -> AccountAccess:
    """Use the code of a sheet: the password chosen opens what the sheet's school holds; the whole account when there
    was no way in yet and all the person has is of that school. The birth date was checked before.

    Raises CodeRefused (used meanwhile), HashingBusy, or ValidationError when the password is weak.
    """
    # The account first, as who prints a sheet does: the other way round they would wait for each other.
    account = Account.objects.held().get(pk=code.account_id)
    row = code_locked(code)
    password_validate(password, account=account, context=words_around(account.person_id))
    opening = _opened(account, row, hash_secret(account, password))
    account.state = AccountState.ACTIVE
    account.activated_at = account.activated_at or clock.now()
    account.save(update_fields=["state", "activated_at"])
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    renewed = row.purpose == CodePurpose.RENEWAL
    audit(
        None, f"accounts.account.{'renewed' if renewed else 'activated'}", account,
        school_id=row.school_id, subject_id=account.person_id, whole=opening.scope is None,
    )  # fmt: skip
    return opening


def _opened(account: Account, code: SignInCode, stored: str) -> AccountAccess:
    """What the sheet adds. What was chosen before stays, with its sessions."""
    if not has_secret(account) and not reaching_beyond([account.person_id], [place_of(code.school_id)]):
        keep_secrets(AccountSecret(account=account, password=stored))
        return AccountAccess(account)
    return AccountAccess(account, (opened_by_sheet(account, code, stored),))


def opened_by_sheet(
    account: Account, code: SignInCode, stored: str, *, but: int | None = None
) -> ScopedSecret:
    """Write and return the secret of the sheet's school; of an earlier sheet of that school nothing goes on, save the
    session `but`."""
    place = place_of(code.school_id)
    of: dict[str, Any] = {"account": account, "school_id": code.school_id}
    chosen = {"password": stored, "since": clock.now()}
    secret, _made = ScopedSecret.objects.update_or_create(**of, defaults=chosen)
    sessions_end(account, of=[place], but=but)
    emit(SheetUsed(account.pk, place))
    return secret
