"""The paper of a proposed tie: printed in the same words for everybody, it opens an account, or is accepted in the
one that its holder has."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.actions.activation import account_activate
from eprimo.foundation.accounts.codes import CodeRefused, code_hash, code_hashes
from eprimo.foundation.accounts.enums import CodePurpose
from eprimo.foundation.accounts.models import Account, SignInCode
from eprimo.foundation.accounts.passwords import new_activation_code, password_validate
from eprimo.foundation.accounts.sheets import tie_letter
from eprimo.foundation.directory.actions.ties import tie_accept, tie_bind, tie_decline, tie_person_make
from eprimo.foundation.directory.enums import TieState
from eprimo.foundation.directory.errors import TieOver
from eprimo.foundation.directory.models import Affiliation, Mandate, TieProposal
from eprimo.foundation.directory.policies.ties import can_print_ties
from eprimo.foundation.directory.queries.mandates import PLACES
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.sheets import AdultLetter

_HOLD = timedelta(minutes=5)


@transaction.atomic
def ties_print(*, actor: Actor | None, ties: Sequence[TieProposal]) -> list[AdultLetter]:
    """Return the letters of these proposals, each with a fresh code, which kills that of the paper before. `actor`
    None: a command on the server.

    Raises Forbidden (all or nothing), TieOver.
    """
    if not ties:
        return []
    if actor is not None:
        require(can_print_ties, actor, ties)
    rows = TieProposal.objects.select_related("school__commune", *PLACES).select_for_update(of=("self",))
    held = {one.pk: one for one in rows.filter(pk__in=[one.pk for one in ties]).order_by("pk")}
    letters = []
    for tie in (held[one.pk] for one in ties):
        if not tie.waits:
            raise TieOver
        code = new_activation_code()
        tie.code_hash = code_hash(code)
        tie.save(update_fields=["code_hash"])
        letters.append(tie_letter(tie, code))
        audit(actor, "accounts.tie.printed", tie, school_id=tie.school_id)
    return letters


def tie_of_code(typed: str) -> TieProposal | None:
    """Return the proposal that waits behind this code; None: there is none."""
    rows = TieProposal.objects.select_related("school__commune", *PLACES)
    tie = rows.filter(code_hash__in=code_hashes(typed), state=TieState.OPEN).first()
    return tie if tie is not None and tie.waits else None


@transaction.atomic
def tie_join(*, code: str, password: str) -> Account:
    """Open an account, with the link, to who holds the paper and has none. Nobody known is looked for: who holds a
    paper learns nothing of who is in e-primo.

    Raises CodeRefused, HashingBusy, or ValidationError for a weak password, and then the code still opens.
    """
    tie = _held(code)
    person = tie_person_make(tie)
    accounts_ensure(person_ids=[person.pk])
    account = Account.objects.select_related("person").get(person=person)
    password_validate(password, account=account, context=_around(tie))
    now, secret = clock.now(), new_activation_code()
    first = SignInCode.objects.create(
        account=account, purpose=CodePurpose.ACTIVATION, hash=code_hash(secret), made_at=now, expires_at=now + _HOLD
    )  # fmt: skip
    # Before the link: the trail of the school would tell a new account from one that was there.
    account = account_activate(code=first, password=password).account
    tie_bind(tie=tie, person=person)
    return account


@transaction.atomic
def tie_accept_by_code(*, actor: Actor, code: str) -> Affiliation | Mandate:
    """Accept the proposal of a paper in the own account of who holds it. Raises CodeRefused, Forbidden (it bears
    another name)."""
    return tie_accept(actor=actor, tie=_held(code), by_code=True)


@transaction.atomic
def tie_decline_by_code(*, code: str) -> None:
    """Decline the proposal of a paper, with or without an account. Raises CodeRefused."""
    tie_decline(actor=None, tie=_held(code))


def _held(code: str) -> TieProposal:
    tie = tie_of_code(code)
    if tie is None:
        raise CodeRefused(field="code")
    return tie


def _around(tie: TieProposal) -> list[str]:
    return [tie.school.name, tie.school.commune.name] if tie.school else []
