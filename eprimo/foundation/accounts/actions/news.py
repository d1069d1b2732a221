"""What happened to an account without its owner: told once on each page and by e-mail, until it is read."""

from django.db import transaction

from eprimo.foundation.accounts.enums import EACH_TIME, News
from eprimo.foundation.accounts.events import AccountTold
from eprimo.foundation.accounts.models import Account, AccountNews
from eprimo.foundation.accounts.policies import may_change_whole
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require


@transaction.atomic(savepoint=False)
def account_tell(*, account_id: int, what: News, by_mail: bool = True) -> None:
    """Tell the owner of an account what happened to it, in the transaction of what happened. What the person has not
    read yet is dated anew, and sent no second time, save what is told each time. `by_mail`: False for what has a letter
    of its own."""
    row, made = AccountNews.objects.get_or_create(
        account_id=account_id, what=what, read_at=None, defaults={"at": (now := clock.now())}
    )
    if made:
        Account.objects.filter(pk=account_id).update(has_news=True)
    else:
        AccountNews.objects.filter(pk=row.pk).update(at=now)
    if by_mail and (made or what in EACH_TIME):
        emit(AccountTold(account_id, row.pk))


@transaction.atomic
def news_read(*, actor: Actor) -> None:
    """Note that the news of the account were read: no page says them any more; they stay on the page of the account."""
    require(may_change_whole, actor, actor.account_id)
    AccountNews.objects.filter(account=actor.account_id, read_at=None).update(read_at=clock.now())
    Account.objects.filter(pk=actor.account_id, has_news=True).update(has_news=False)
