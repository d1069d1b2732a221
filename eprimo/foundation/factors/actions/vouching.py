"""A telephone is lost: somebody else gives a code that opens once, within fifteen minutes."""

from datetime import timedelta

from django.db import transaction

from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.enums import News
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Person
from eprimo.foundation.factors.codes import code_hash, new_printed
from eprimo.foundation.factors.models import FactorCode, Vouching
from eprimo.foundation.factors.tries import reopen
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict
from eprimo.foundation.kernel.rights import Policy, require

GIVEN_LASTS = timedelta(minutes=15)
# A first word without a second one.
FIRST_LASTS = timedelta(days=1)


class NoSecondFactor(Conflict):
    code = "no-second-factor"
    sentence = (
        "Ce compte n’a pas de deuxième preuve\u00a0: il n’y a rien à rendre. La personne en prépare une dans "
        "«\u00a0Mon compte\u00a0»."
    )


@transaction.atomic
def code_give(*, actor: Actor, rule: Policy[int], person: Person, by_two: bool) -> str:
    """Return a code that stands for a lost factor, told once; empty: the first of two people said yes, another one has
    to. `rule`: who may, with a fresh factor of their own. What was closed by wrong ones opens again."""
    require(rule, actor, person.pk)
    account = Account.objects.select_for_update(no_key=True).get(person=person)
    if by_two and not _second(actor, account):
        account_tell(account_id=account.pk, what=News.VOUCHED)
        audit(actor, "factors.code.begun", subject_id=person.pk)
        return ""
    code = _code_made(account, given_by_id=actor.person_id)
    audit(actor, "factors.code.told", subject_id=person.pk)
    return code


@transaction.atomic
def code_give_by_server(*, account: Account) -> str:
    """Return such a code for a command on the server, where nobody else could give one. Raises NoSecondFactor: there is
    no lost factor to stand for."""
    held = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if held.factors_since is None:
        raise NoSecondFactor
    code = _code_made(held, given_by_id=None)
    audit(None, "factors.code.by_server", subject_id=held.person_id)
    return code


def _code_made(account: Account, *, given_by_id: int | None) -> str:
    """One that is not used yet opens nothing any more. Its owner is told."""
    now = clock.now()
    FactorCode.objects.filter(account=account, used_at=None, expires_at__isnull=False).delete()
    code = new_printed()
    FactorCode.objects.create(
        account=account, hash=code_hash(account.pk, code), made_at=now, given_by_id=given_by_id,
        expires_at=now + GIVEN_LASTS,
    )  # fmt: skip
    reopen(account.pk)
    account_tell(account_id=account.pk, what=News.VOUCHED)
    return code


def _second(actor: Actor, account: Account) -> bool:
    """Did somebody else say yes within a day? Else this one did."""
    first = Vouching.objects.filter(account=account).first()
    if first is not None and first.by_id != actor.person_id and clock.now() - first.at < FIRST_LASTS:
        first.delete()
        return True
    Vouching.objects.update_or_create(account=account, defaults={"by_id": actor.person_id, "at": clock.now()})
    return False
