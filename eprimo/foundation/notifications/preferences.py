"""What a person chose and what reaches them as things stand (a confirmed address, devices): read for the pages where
it is chosen."""

from dataclasses import dataclass, field
from datetime import datetime

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.actions.devices import devices_of
from eprimo.foundation.notifications.models import Lane, Pause, Preference, PushDevice, Rhythm
from eprimo.foundation.notifications.rhythms import Level, level_of, rhythms_of_level
from eprimo.foundation.transport import mail, push

type Rows = dict[tuple[Lane, str], Rhythm]


@dataclass(frozen=True, slots=True)
class ChosenRhythms:
    """The choices of a person for all children, with the defaults where nothing was chosen; and the rows of each
    child."""

    general: Rows
    by_child: dict[int, Rows] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        return level_of(self.general, by_child=bool(self.by_child))


def chosen_by(actor: Actor) -> ChosenRhythms:
    """Read what the actor chose (one statement). What a channel of another time left is not shown, nor what is of a
    child who is not theirs now."""
    general = rhythms_of_level(Level.ESSENTIAL)
    by_child: dict[int, Rows] = {}
    for row in Preference.objects.filter(person=actor.person_id).order_by("pk"):
        where = (Lane(row.lane), row.channel)
        if where not in general:
            continue
        if row.child_id is None:
            general[where] = Rhythm(row.rhythm)
        elif actor.child(row.child_id) is not None:
            by_child.setdefault(row.child_id, {})[where] = Rhythm(row.rhythm)
    return ChosenRhythms(general, by_child)


def pause_of(actor: Actor) -> datetime | None:
    """Return the instant until which nothing is sent; None: things are sent."""
    return (
        Pause.objects.filter(person=actor.person_id, until__gt=actor.now)
        .values_list("until", flat=True)
        .first()
    )


@dataclass(frozen=True, slots=True)
class DeliveryMeans:
    """The ways that reach a person: whether e-mails arrive, and on how many devices one is told."""

    mail: bool
    devices: int

    @property
    def any(self) -> bool:
        return self.mail or self.devices > 0


def told_of(actor: Actor, account: Account) -> DeliveryMeans:
    """`account`: the actor's. One statement at most; as the channels have it (`mail.REACHES`, `push.REACHES`)."""
    confirmed = bool(account.recovery_email) and account.recovery_email_confirmed_at is not None
    return DeliveryMeans(
        mail=mail.configured() and confirmed and account.recovery_email_refused_at is None,
        devices=PushDevice.objects.filter(devices_of(actor)).count() if push.configured() else 0,
    )
