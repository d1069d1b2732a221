"""What happens to a delivery: one event a step, so that who waits sees where it is."""

from dataclasses import dataclass
from typing import ClassVar

from eprimo.foundation.kernel.models import Lane
from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class DeliveryReceived(Event):
    """The files, sent by this person, are to be opened."""

    lane: ClassVar[Lane] = Lane.FILES

    delivery_id: int
    person_id: int = 0

    def turn_of(self) -> int | None:
        return self.person_id or None


@dataclass(frozen=True, slots=True)
class DeliveryRead(Event):
    """The files are what they should be: they can be compared with the school."""

    delivery_id: int


@dataclass(frozen=True, slots=True)
class DeliveryApproved(Event):
    delivery_id: int
    person_id: int
    yes: bool


@dataclass(frozen=True, slots=True)
class DeliveryForgotten(Event):
    """The day is over: files that nobody applied are erased."""

    delivery_id: int


@dataclass(frozen=True, slots=True)
class ChildrenEnrolled(Event):
    """A file made these children, known already, pupils of a school where they never were."""

    child_ids: list[int]


@dataclass(frozen=True, slots=True)
class DeliveryUndoOver(Event):
    delivery_id: int


@dataclass(frozen=True, slots=True)
class DeliveryMoved(Event):
    """What is to be said of a delivery that had many people leave may have changed."""

    delivery_id: int


@dataclass(frozen=True, slots=True)
class DeliveryReportExpired(Event):
    delivery_id: int


@dataclass(frozen=True, slots=True)
class AafDeliveryMoved(Event):
    """An academy's delivery was read, refused, or applied: who sent it is told."""

    delivery_id: int


@dataclass(frozen=True, slots=True)
class AafDeliveryTold(Event):
    """One of those who are told of a state of a delivery: one event a letter."""

    delivery_id: int
    state: str
    account_id: int


@dataclass(frozen=True, slots=True)
class AafDeliveryForgotten(Event):
    """The days are over: the archive of a delivery that nobody applied is erased."""

    delivery_id: int
