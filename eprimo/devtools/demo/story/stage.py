"""What the chapters of the story share: who acts, on what, and when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from eprimo.devtools.demo.academy.cast import Cast
from eprimo.devtools.demo.academy.territory import Territory
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.states import BOUND, state_of

_ZONE = ZoneInfo("Europe/Paris")


@dataclass
class Stage:
    """The academy, its people, and the members by key."""

    territory: Territory
    cast: Cast
    members: dict[str, Member] = field(default_factory=dict)

    def by(self, face: str) -> Actor:
        """The actor of a face, with the rights it has at the instant of the step."""
        return for_person(self.cast.people[face].pk)

    @property
    def market(self) -> Market:
        return Market.objects.select_related("academy").get()

    def member(self, key: str) -> Member:
        """As it is now."""
        return Member.objects.select_related("market").get(pk=self.members[key].pk)

    def signed(self, key: str) -> bool:
        """Is it bound by now? A small demo has no school for some members."""
        return state_of(self.members[key]) in BOUND


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done at 10 o'clock of a day, in Paris."""

    day: date
    act: Callable[[Stage], None]

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, time(10), _ZONE)
