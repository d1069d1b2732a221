"""E-mails about accounts: a code, and a page to type it on. No name, no child, no link to the sign-in page."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.actions.recovery import email_removed, mail_code_draw
from eprimo.foundation.accounts.codes import just_sent
from eprimo.foundation.accounts.enums import AccountState, CodePurpose, News
from eprimo.foundation.accounts.events import (
    AccountTold,
    EmailChangeAsked,
    EmailCodeDue,
    OwnerToTell,
    PasswordChanged,
    RecoveryAsked,
    SheetPrinted,
    SheetUsed,
)
from eprimo.foundation.accounts.letters import Letter, send
from eprimo.foundation.accounts.models import Account, AccountNews
from eprimo.foundation.accounts.paths import absolute
from eprimo.foundation.directory.actions.ties import tie_tell
from eprimo.foundation.directory.events import LinkDecided, TieProposed
from eprimo.foundation.directory.models import Person, TieProposal
from eprimo.foundation.directory.queries.candidates import adult_candidates, adults_named
from eprimo.foundation.directory.queries.ties import tie_line
from eprimo.foundation.kernel.outbox import emit, on

RECOVERY = Letter(_("Votre code pour un nouveau mot de passe"), "accounts/mail/recovery.txt")
CONFIRM = Letter(_("Votre code pour confirmer cette adresse"), "accounts/mail/confirm.txt")
CHANGED = Letter(_("Votre mot de passe a été changé"), "accounts/mail/changed.txt")
TOLD = Letter(_("Du nouveau sur votre compte"), "accounts/mail/told.txt")
PRINTED = Letter(_("Une fiche a été imprimée à votre nom"), "accounts/mail/printed.txt")
USED = Letter(_("Une fiche à votre nom vient de servir"), "accounts/mail/used.txt")
TIE = Letter(_("Un accès vous est proposé"), "accounts/mail/tie.txt")
MOVED = Letter(_("Votre adresse de secours change"), "accounts/mail/moved.txt")


@on(RecoveryAsked)
def send_recovery(event: RecoveryAsked) -> None:
    account = _account(event.account_id)
    if account is None or not account.recovery_email or just_sent(account, CodePurpose.RECOVERY):
        return
    code = mail_code_draw(account=account, purpose=CodePurpose.RECOVERY)
    send(RECOVERY, account, account.recovery_email, code=code, link=absolute("accounts:recover_use"))


@on(EmailChangeAsked)
def tell_old_address(event: EmailChangeAsked) -> None:
    """Tell the address of before anything of the new one; then the code leaves, or the address is taken away."""
    account = _account(event.account_id)
    if account is None:
        return
    if account.recovery_email:
        send(MOVED, account, account.recovery_email, removed=event.removed)
    if event.removed:
        email_removed(account_id=account.pk)
    else:
        emit(EmailCodeDue(account.pk))


@on(EmailCodeDue)
def send_email_code(event: EmailCodeDue) -> None:
    account = _account(event.account_id)
    if account is not None and account.recovery_email_pending:
        code = mail_code_draw(account=account, purpose=CodePurpose.EMAIL)
        url = absolute("accounts:email_confirm")
        send(CONFIRM, account, account.recovery_email_pending, code=code, link=url)


@on(AccountTold)
def send_news(event: AccountTold) -> None:
    account = _account(event.account_id)
    news = AccountNews.objects.filter(pk=event.news_id, read_at=None).first()
    if account is None or news is None or account.recovery_email_confirmed_at is None:
        return
    if account.recovery_email_refused_at is None:
        url = absolute("accounts:me")
        words = {"what": news.what, "said": News(news.what).label, "at": news.at}
        send(TOLD, account, account.recovery_email, link=url, **words)


@on(OwnerToTell)
def tell_owner(event: OwnerToTell) -> None:
    if event.account_id:
        account_tell(account_id=event.account_id, what=News(event.what))


@on(LinkDecided)
def tell_of_decision(event: LinkDecided) -> None:
    account = Account.objects.filter(person=event.adult_id, activated_at__isnull=False).first()
    if account is not None:
        account_tell(account_id=account.pk, what=News.DECISION)


@on(TieProposed)
def tell_of_tie(event: TieProposed) -> None:
    """Look for who may be meant by a proposal, and tell them: here, so that the form costs the same for everybody."""
    tie = TieProposal.objects.filter(pk=event.tie_id).first()
    meant = _meant(tie) if tie is not None else None
    if meant is None:
        return
    person, proven = meant
    told = tie_tell(tie_id=event.tie_id, person=person, proven=proven)
    account = (
        Account.objects.filter(person=person, state=AccountState.ACTIVE).exclude(recovery_email="").first()
    )
    if told is not None and account is not None and account.recovery_email_refused_at is None:
        until = tie_line(told).waits_until
        send(TIE, account, account.recovery_email, until=until, link=absolute("accounts:me"))


def _meant(tie: TieProposal) -> tuple[Person, bool] | None:
    """The one person that this name with this e-mail or birth date means, and whether it is proven: by an address that
    the person confirmed. Anybody writes the rest."""
    if tie.email:
        own = adults_named(tie.last_name, tie.first_name).filter(
            account__state=AccountState.ACTIVE, account__recovery_email__iexact=tie.email,
            account__recovery_email_confirmed_at__isnull=False,
        )  # fmt: skip
        sure = list(own.order_by("pk")[:2])
        if len(sure) == 1:
            return sure[0], True
    found = adult_candidates(tie.last_name, tie.first_name, tie.birth_date, tie.email)
    return (found[0], False) if len(found) == 1 else None


@on(PasswordChanged)
def send_password_changed(event: PasswordChanged) -> None:
    account = _account(event.account_id)
    if account is not None and account.recovery_email:
        send(CHANGED, account, account.recovery_email)


@on(SheetPrinted)
def send_sheet_printed(event: SheetPrinted) -> None:
    _tell_of_sheet(PRINTED, News.PRINTED, event.account_id)


@on(SheetUsed)
def send_sheet_used(event: SheetUsed) -> None:
    _tell_of_sheet(USED, News.USED, event.account_id)


def _tell_of_sheet(letter: Letter, what: News, account_id: int) -> None:
    """At the head of each page, and each time to a confirmed address. Which school it was, and when, is on the page of
    own sheets: no name in an e-mail."""
    account_tell(account_id=account_id, what=what, by_mail=False)
    account = _account(account_id)
    if account is not None and account.recovery_email_confirmed_at and not account.recovery_email_refused_at:
        send(letter, account, account.recovery_email)


def _account(account_id: int) -> Account | None:
    return Account.objects.filter(pk=account_id, state=AccountState.ACTIVE).first()
