"""What a person chooses for the own screen."""

from dataclasses import asdict, dataclass, fields
from typing import Self

from django.db import transaction

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.policies import may_change_own
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require


@dataclass(frozen=True, slots=True)
class Comfort:
    """Names are those of the columns of `Account` and of the fields of `Actor`; values are those of the enums."""

    language: str
    theme: str
    reading: str
    font: str
    text_size: str
    animations: str

    @classmethod
    def of(cls, owner: Account | Actor) -> Self:
        return cls(**{field.name: getattr(owner, field.name) for field in fields(cls)})


@transaction.atomic
def comfort_change(*, actor: Actor, comfort: Comfort) -> None:
    """Keep the person's own choices; they hold on every device, from the next page on.

    The trail says that they changed, not what they are: large letters or another language tell of a person.
    """
    require(may_change_own, actor, actor.account_id)
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    if Comfort.of(account) == comfort:
        return
    chosen = asdict(comfort)
    for name, value in chosen.items():
        setattr(account, name, value)
    account.save(update_fields=list(chosen))
    audit(actor, "accounts.comfort.changed", account)
