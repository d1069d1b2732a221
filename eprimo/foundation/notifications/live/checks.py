"""The database side of streams: who may open one, who may keep it, what it is told. Called from threads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from eprimo.foundation.access.actors import Standing, enter, from_hash, standings
from eprimo.foundation.access.entry import is_open
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.live.badges import badges_of
from eprimo.foundation.notifications.live.tickets import Ticket
from eprimo.foundation.notifications.live.topics import may_watch, watched

# However quiet the epochs: the session itself is read again after that long.
DEEP = timedelta(minutes=10)
# What rights are computed from, beside the children. Audiences are made when somebody first writes to them: a new one
# takes nothing away.
_RIGHTS = (
    "role", "school_id", "closed", "class_ids", "pupil_ids", "delegated_class_ids", "group_ids", "service_ids",
    "mandate_ids",
)  # fmt: skip


@dataclass(slots=True)
class StreamHolder:
    """The holder of an open stream: who, under which rights, and what it watches."""

    actor: Actor
    key_hash: str = field(repr=False)
    standing: Standing
    topics: frozenset[str]
    read_at: datetime

    @property
    def session_id(self) -> int:
        return self.actor.session_id


@dataclass(frozen=True, slots=True)
class StreamVerdict:
    """The result of a check. `closed`: the right it was opened with is gone, or changed: open a new one."""

    closed: bool = False
    badges: dict[str, int] = field(default_factory=dict)
    topics: tuple[str, ...] = ()


def admit(ticket: Ticket, topics: Iterable[str]) -> StreamHolder | None:
    """Return the holder of a new stream; None when the session is over, or its rights are not those of the page."""
    found = from_hash(ticket.key_hash)
    if found is None or not is_open(found):
        return None
    if found.standing.stamp != ticket.stamp:
        return None
    return StreamHolder(
        found.actor, found.key_hash, found.standing, watched(found.actor, topics), clock.now()
    )


def check(holders: Sequence[StreamHolder], touched: Sequence[Iterable[str] | None]) -> list[StreamVerdict]:
    """Tell for each holder whether it may go on, and the counts and topics to tell it.

    `touched`: the topics of the holder that something happened to; None when nothing did (the look of each minute).
    """
    now = clock.now()
    found = standings([one.session_id for one in holders])
    return [
        _verdict(holder, found.get(holder.session_id), now, topics)
        for holder, topics in zip(holders, touched, strict=True)
    ]


def _verdict(
    holder: StreamHolder, standing: Standing | None, now: datetime, touched: Iterable[str] | None
) -> StreamVerdict:
    if standing is None or not _still_holds(holder, standing, now):
        return StreamVerdict(closed=True)
    if touched is None:
        return StreamVerdict()
    # One connection serves many, one after the other.
    enter(holder.key_hash)
    actor = holder.actor = replace(holder.actor, now=now)
    told = tuple(touched)
    if not all(may_watch(actor, topic) for topic in told):
        return StreamVerdict(closed=True)
    return StreamVerdict(badges=badges_of(actor), topics=told)


def _rights_of(actor: Actor) -> tuple[object, ...]:
    """Without audiences, of a child neither: the first note to a class would send all of its families back for a
    ticket."""
    children = tuple(replace(child, audience_ids=frozenset()) for child in actor.children)
    return (children, *(getattr(actor, name) for name in _RIGHTS))


def _still_holds(holder: StreamHolder, standing: Standing, now: datetime) -> bool:
    """Same epochs: the rights kept are those of now. Others: they are read again, and must be the same."""
    fresh = now < holder.actor.valid_until and now - holder.read_at < DEEP
    if standing == holder.standing and fresh:
        return True
    found = from_hash(holder.key_hash)
    if found is None or not is_open(found):
        return False
    if _rights_of(found.actor) != _rights_of(holder.actor):
        return False
    holder.actor, holder.standing, holder.read_at = found.actor, found.standing, now
    return True
