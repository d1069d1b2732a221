"""What reaches a person as things stand: a confirmed address, devices. Not what was chosen, which is another thing."""

from dataclasses import dataclass

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.actions.devices import devices_of
from eprimo.foundation.notifications.models import PushDevice
from eprimo.foundation.transport import mail, push


@dataclass(frozen=True, slots=True)
class Told:
    """Whether e-mails arrive, and on how many devices one is told."""

    mail: bool
    devices: int

    @property
    def any(self) -> bool:
        return self.mail or self.devices > 0


def told_of(actor: Actor, account: Account) -> Told:
    """`account`: the actor's. One statement at most; as the channels have it (`mail.REACHES`, `push.REACHES`)."""
    confirmed = bool(account.recovery_email) and account.recovery_email_confirmed_at is not None
    return Told(
        mail=mail.configured() and confirmed and account.recovery_email_refused_at is None,
        devices=PushDevice.objects.filter(devices_of(actor)).count() if push.configured() else 0,
    )
