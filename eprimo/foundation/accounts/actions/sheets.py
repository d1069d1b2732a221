"""Sheets: what each person needs to enter, made, made again, and printed. Each print is written in the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from eprimo.foundation.accounts.account_secrets import keep_secrets, place_of, reaching_beyond
from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.codes import SHEET_LASTS, code_hash
from eprimo.foundation.accounts.enums import PRINTED, AccountState, CodePurpose
from eprimo.foundation.accounts.events import SheetPrinted
from eprimo.foundation.accounts.models import Account, AccountSecret, ScopedSecret, SignInCode
from eprimo.foundation.accounts.passwords import new_activation_code
from eprimo.foundation.accounts.policies import may_make_sheets
from eprimo.foundation.accounts.pupil_words import Words, words_drawn, words_open
from eprimo.foundation.accounts.sessions import sessions_end
from eprimo.foundation.accounts.sheets import SheetFacts, card_of, letter_of, sheet_facts
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import emit_all
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.sheets import AdultLetter, PupilCard


class NotAPupil(DomainError):
    code = "not-a-pupil"
    sentence = "Seuls les élèves ont trois mots."
    status = 409


class AccountSuspended(DomainError):
    code = "account-suspended"
    sentence = "Un de ces comptes est suspendu\u00a0: rouvrez-le avant d’imprimer sa fiche."
    status = 409


@dataclass(slots=True)
class Sheets:
    """Cards and letters to be printed, in the order that was asked."""

    cards: list[PupilCard] = field(default_factory=list)
    letters: list[AdultLetter] = field(default_factory=list)


@transaction.atomic
def sheets_make(*, actor: Actor | None, person_ids: Sequence[int], school: School | None) -> Sheets:
    """Return the cards of the pupils and the letters of the adults among these people, as `school` prints them; None:
    letters of people who hold a mandate and are of no school.

    A pupil keeps the words; an adult gets a fresh code, which kills the one that the same school printed before.
    Neither opens what is of another school (docs/decisions/0042). `actor` None: a command on the server. Raises
    Forbidden (all or nothing), AccountSuspended, WordsUnreadable.
    """
    wanted = list(dict.fromkeys(person_ids))
    if actor is not None:
        require(may_make_sheets, actor, wanted, place_of(school.pk if school else None))
    accounts_ensure(person_ids=wanted)
    accounts = _locked(wanted)
    if any(account.state == AccountState.SUSPENDED for account in accounts):
        raise AccountSuspended
    facts = sheet_facts(wanted, school)
    made = Sheets()
    adults = [account for account in accounts if account.person_id not in facts.pupils]
    if school is not None:
        pupils = [account for account in accounts if account.person_id in facts.pupils]
        made.cards = _cards(actor, pupils, facts, school)
    codes = _fresh_codes(actor, adults, school)
    for account in adults:
        made.letters.append(letter_of(account, codes[account.pk], facts, school))
        audit(
            actor, "accounts.sheet.printed", account, school_id=school.pk if school else None,
            subject_id=account.person_id,
        )  # fmt: skip
    # Whoever never came has no page to be told on, nor an address.
    place = place_of(school.pk if school else None)
    emit_all(SheetPrinted(account.pk, place) for account in adults if account.activated_at is not None)
    return made


def _locked(person_ids: Sequence[int]) -> list[Account]:
    """The accounts of these people, in that order, held until the end: of two prints at once, the second sees the
    words that the first drew, and kills its codes. Locked by rising pk, so that none waits for the other."""
    order = {person_id: place for place, person_id in enumerate(person_ids)}
    rows = Account.objects.held().filter(person__in=order).order_by("pk")
    return sorted(rows, key=lambda account: order[account.person_id])


def _cards(
    actor: Actor | None, accounts: Sequence[Account], facts: SheetFacts, school: School
) -> list[PupilCard]:
    """The words of each, drawn when there are none."""
    found = []
    for account, words in _words_of(accounts, school):
        audit(actor, "accounts.card.printed", account, school_id=school.pk, subject_id=account.person_id)
        found.append(card_of(account, words, facts, school))
    return found


def _words_of(accounts: Sequence[Account], school: School) -> list[tuple[Account, Words]]:
    """What this school may print of pupils: the words of the whole account, or, of who is tied to another school too,
    words that open this one alone."""
    elsewhere = reaching_beyond([account.person_id for account in accounts], [school.pk])
    rows = ScopedSecret.objects.filter(account__in=accounts, school=school) if elsewhere else ()
    scoped = {row.account_id: row for row in rows}
    found = []
    keep_secrets(*(_drawn(account) for account in accounts if account.words is None))
    for account in accounts:
        if account.person_id in elsewhere:
            found.append((account, words_open(scoped.get(account.pk) or _scoped_words(account, school))))
        else:
            found.append((account, words_open(account)))
    return found


def _drawn(account: Account) -> AccountSecret:
    return AccountSecret(account=account, words=words_drawn(account.pk), since=clock.now())


def _scoped_words(account: Account, school: School) -> ScopedSecret:
    """Fresh words for this school alone; those that were there before open nothing."""
    drawn = {"words": words_drawn(account.pk, of_sheet=True), "since": clock.now()}
    row, _made = ScopedSecret.objects.update_or_create(account=account, school=school, defaults=drawn)
    return row


def _fresh_codes(actor: Actor | None, accounts: list[Account], school: School | None) -> dict[int, str]:
    """A new code for each account, by its id; codes that the same school printed before open nothing from now on."""
    now = clock.now()
    SignInCode.objects.filter(
        account__in=accounts, school=school, purpose__in=PRINTED, used_at=None, cancelled_at=None
    ).update(cancelled_at=now)
    codes = {account.pk: new_activation_code() for account in accounts}
    SignInCode.objects.bulk_create(
        SignInCode(
            account=account,
            school=school,
            purpose=CodePurpose.RENEWAL if account.activated_at else CodePurpose.ACTIVATION,
            hash=code_hash(codes[account.pk]),
            made_at=now,
            made_by_id=actor.person_id if actor else None,
            expires_at=now + SHEET_LASTS,
        )
        for account in accounts
    )
    return codes


@transaction.atomic
def words_reset(*, actor: Actor, person_id: int, school: School) -> tuple[Account, Words]:
    """Draw three new words for a pupil: the old ones open nothing, sessions end. They are told once, to who asked.

    Raises Forbidden, NotAPupil, AccountSuspended.
    """
    require(may_make_sheets, actor, [person_id], school.pk)
    if person_id not in sheet_facts([person_id], school).pupils:
        raise NotAPupil
    accounts_ensure(person_ids=[person_id])
    account = Account.objects.held().get(person=person_id)
    if account.state == AccountState.SUSPENDED:
        raise AccountSuspended
    if reaching_beyond([person_id], [school.pk]):
        of: Account | ScopedSecret = _scoped_words(account, school)
        ended = sessions_end(account, of=[school.pk])
    else:
        keep_secrets(_drawn(account))
        of, ended = account, sessions_end(account)
    audit(actor, "accounts.words.reset", account, school_id=school.pk, subject_id=person_id, sessions=ended)
    return account, words_open(of)
