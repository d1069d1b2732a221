"""The ways out: e-mail, push. Each registers itself; what they may say is counts and dates, never a name or a title."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise

from eprimo.foundation.notifications.models import Lane, Rhythm


@dataclass(frozen=True, slots=True)
class ChannelMessage:
    """The message that a channel may give a person: how much, never what nor of whom."""

    # Of the round: the same again when a sending is tried again. With `until` it names one sending.
    key: UUID
    until: datetime
    person_id: int
    rhythm: Rhythm
    # Things to do that are open, those among them that are new, the day that the first is due.
    todo: int
    new_todo: int
    due_on: date | None
    # News about own children (for staff: of their classes), and of the life of the class.
    child: int
    life: int
    # What arrives after that is shown without a sound: the night has begun. None: urgent.
    loud_until: datetime | None = None


class Outcome(StrEnum):
    SENT = "sent"
    # Not now: tried again, later each time.
    LATER = "later"
    # Never: the address refuses, the device is gone.
    REFUSED = "refused"
    # The whole way out is shut: kept, and no try is counted.
    AWAY = "away"


type Send = Callable[[Sequence[ChannelMessage]], Iterable[tuple[ChannelMessage, Outcome]]]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out. `send` yields an outcome as soon as it knows one, in any order; what it does not answer for is tried
    again. `reaches`: SQL condition on `p.id`, the person who would be told."""

    key: str
    label: str | Promise
    rhythms: tuple[Rhythm, ...]
    send: Send
    reaches: str
    # Rhythm of each lane for who chose nothing.
    defaults: dict[Lane, Rhythm] = field(default_factory=dict)
    # What arrives within that time goes together, and one ringing keeps that far from the one before.
    gather: timedelta = timedelta()
    apart: timedelta = timedelta(minutes=10)
    order: int = 50
    # Is this way out there on this platform?
    available: Callable[[], bool] = lambda: True

    def choices(self, lane: Lane) -> tuple[Rhythm, ...]:
        """Return the rhythms of a lane: only « to do » may ring."""
        return tuple(one for one in self.rhythms if one != Rhythm.NOW or lane == Lane.TO_DO)

    def default(self, lane: Lane) -> Rhythm:
        return self.defaults.get(lane, Rhythm.NEVER)


_channels: dict[str, Channel] = {}


def register_channel(channel: Channel) -> Channel:
    _channels[channel.key] = channel
    return channel


def channels() -> list[Channel]:
    return sorted(_channels.values(), key=lambda one: (one.order, one.key))


def channel_of(key: str) -> Channel:
    return _channels[key]
