"""Single-use codes: known by their keyed hash, looked up while they open."""

import hmac
from datetime import timedelta

from django.db.models import QuerySet

from eprimo.foundation.accounts.enums import PRINTED, AccountState, CodePurpose
from eprimo.foundation.accounts.models import Account, SignInCode
from eprimo.foundation.accounts.passwords import normalise_code
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.keyed_hashes import keyed_hash, keyed_hashes

SHEET_LASTS = timedelta(days=90)
MAIL_LASTS = timedelta(minutes=20)
# A code asked again sooner is the one that is on its way: drawing another would kill it.
MAIL_AGAIN = timedelta(minutes=5)
# No act that asks for a fresh second factor after a password that was found again, or another person's word.
HELD = timedelta(hours=24)
# Wrong birth dates: the third one kills the sheet.
MOST_TRIES = 3


class CodeRefused(DomainError):
    """Unknown, used, cancelled, too old, or of a suspended account: the same words for all."""

    code = "code-refused"
    sentence = (
        "Ce code n’ouvre pas. Vérifiez ce que vous avez tapé, ou demandez une nouvelle fiche à l’école."
    )
    status = 422


class MailCodeRefused(CodeRefused):
    """A code that came by e-mail is refused: another is a touch away."""

    sentence = "Ce code n’ouvre pas. Vérifiez ce que vous avez tapé, ou demandez un autre code."


class CodeCancelled(DomainError):
    """Too many wrong birth dates."""

    code = "code-cancelled"
    sentence = "Cette fiche est annulée après trois dates fausses. Demandez une nouvelle fiche à l’école."
    status = 422


def code_hash(code: str) -> str:
    """Return what the database knows of a code, however it is typed."""
    return keyed_hash(_said(code))


def code_hashes(code: str) -> list[str]:
    """Return what the database may know of a code: its hash under the key of now, and under those of before."""
    return keyed_hashes(_said(code))


def _said(code: str) -> bytes:
    return b"code:" + normalise_code(code).encode()


def state_of(account: Account) -> str:
    """Return a print of what a code by e-mail is bound to: once a password or an address changed, the code is dead."""
    facts = repr(
        (
            account.password,
            account.recovery_email,
            account.recovery_email_pending,
            account.state,
            account.login,
        )
    )
    return keyed_hash(b"state:" + facts.encode())


def open_codes() -> QuerySet[SignInCode]:
    return SignInCode.objects.filter(used_at=None, cancelled_at=None, expires_at__gt=clock.now()).exclude(
        account__state=AccountState.SUSPENDED
    )


def code_found(typed: str, *purposes: CodePurpose) -> SignInCode:
    """Return the open code that was typed, with its account and person; `purposes`: of these kinds. Raises
    CodeRefused."""
    rows = (
        open_codes()
        .select_related("account__person", "account__secret")
        .filter(hash__in=code_hashes(typed), purpose__in=purposes)
    )
    found = rows.first()
    if found is None or (found.bound_to and not hmac.compare_digest(found.bound_to, state_of(found.account))):
        raise (CodeRefused if set(purposes) <= set(PRINTED) else MailCodeRefused)(field="code")
    return found


def just_sent(account: Account, purpose: CodePurpose) -> bool:
    """Tell whether a code that still opens was sent less than five minutes ago."""
    since = clock.now() - MAIL_AGAIN
    rows = open_codes().filter(account=account, purpose=purpose, made_at__gt=since)
    return rows.filter(bound_to=state_of(account)).exists()


def code_locked(code: SignInCode) -> SignInCode:
    """Return the row of a code, held until the end of the transaction. Raises CodeRefused: somebody used it
    meanwhile."""
    row = open_codes().select_for_update(of=("self",), no_key=True).filter(pk=code.pk).first()
    if row is None:
        raise CodeRefused(field="code")
    return row
