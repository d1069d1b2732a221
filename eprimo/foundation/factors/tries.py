"""Wrong factors, counted: five at once, then one each five minutes; at twenty in a day the account takes none any more.

Who tries has the password already, or the cookie: the owner is told from the third on. What is slowed is the session,
so that who tries in one keeps the owner from nothing in another; the sum of the day is the account's.
"""

from datetime import UTC

from django.db import transaction

from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.enums import News
from eprimo.foundation.factors.models import FactorTries
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.models import Outcome
from eprimo.foundation.kernel.throttle import Limit, give_back, give_one_back, take

WRONG = Limit(burst=5, seconds_each=300)
TOLD, CLOSED = 3, 20  # wrong ones of one day


class FactorWrong(DomainError):
    """Unknown, too old, used, of somebody else: the same words for all."""

    code = "factor-wrong"
    sentence = (
        "Ce code ne va pas. Prenez celui que l’application montre maintenant, et vérifiez que l’heure du téléphone est "
        "automatique. Un code ne sert qu’une fois."
    )
    status = 403


class FactorsClosed(DomainError):
    """Twenty wrong ones in a day."""

    code = "factors-closed"
    sentence = (
        "Vingt codes faux aujourd’hui\u00a0: plus aucun n’est accepté pour ce compte. Une autre personne peut vous "
        "rendre l’accès\u00a0: votre direction, ou l’académie."
    )
    status = 403


def try_counted(actor: Actor) -> None:
    """Count one try, before anything is compared. Raises FactorsClosed, TooManyTries. Not inside a transaction."""
    if is_closed(actor.account_id):
        raise FactorsClosed
    take(_key(actor), WRONG)


def try_undone(actor: Actor) -> None:
    """Take back a try in which nothing was compared."""
    give_one_back(_key(actor), WRONG)


def is_closed(account_id: int) -> bool:
    return FactorTries.objects.filter(account=account_id, closed_at__isnull=False).exists()


@transaction.atomic
def try_wrong(actor: Actor) -> None:
    """Count a try that opened nothing: the day's count, a line of the trail, and word to the owner."""
    today = clock.now().astimezone(UTC).date()
    FactorTries.objects.get_or_create(account_id=actor.account_id, defaults={"day": today})
    row = FactorTries.objects.select_for_update(no_key=True).get(account=actor.account_id)
    row.wrong = row.wrong + 1 if row.day == today else 1
    row.day = today
    if row.wrong >= CLOSED:
        row.closed_at = clock.now()
    row.save(update_fields=["wrong", "day", "closed_at"])
    if row.wrong >= TOLD:
        account_tell(account_id=actor.account_id, what=News.FACTOR_WRONG)
    audit(actor, "factors.factor.refused", None, Outcome.REFUSED, subject_id=actor.person_id, tries=row.wrong)


def try_right(actor: Actor) -> None:
    """Forget what was counted: the owner is there."""
    give_back(_key(actor))
    reopen(actor.account_id)


def reopen(account_id: int) -> None:
    """Let the day of an account begin anew: the owner is there, or somebody answers for them."""
    FactorTries.objects.filter(account=account_id).delete()


def _key(actor: Actor) -> str:
    return f"factor:{actor.account_id}:{actor.session_id}"
