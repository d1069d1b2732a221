"""The streams a process holds open: who is told what, in which order. Nothing here reads the database itself."""

import asyncio
import logging
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from eprimo.foundation.kernel.realtime import Signal
from eprimo.foundation.notifications.live.checks import StreamHolder, StreamVerdict

logger = logging.getLogger("eprimo.streams")

# The topic every page may watch: something of its own reader changed.
ME = "me"
MOST_OF_SESSION = 4
# Of all sessions of one person together.
MOST_OF_PERSON = 12
# What happens within that time is told together.
GATHER = 0.02
# Streams looked at in one go: the others do not wait for a large audience to be counted.
BATCH = 50
# Seconds during which what happened is remembered.
KEPT = 120.0
# Seconds before streams are looked at again, after the database did not answer.
AGAIN = 1.0

type Check = Callable[
    [Sequence[StreamHolder], Sequence[Iterable[str] | None]], Awaitable[list[StreamVerdict]]
]


@dataclass(eq=False, slots=True)
class Stream:
    """One open line. What waits to be written is merged, not queued: a slow reader costs a few bytes."""

    holder: StreamHolder
    badges: dict[str, int] = field(default_factory=dict)
    topics: set[str] = field(default_factory=set)
    closing: str = ""
    wakes: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, badges: dict[str, int], topics: Iterable[str]) -> None:
        self.badges.update(badges)
        self.topics.update(topics)
        self.wakes.set()

    def close(self, why: str) -> None:
        """`why`: `rights` (ask for a new ticket), `many` (too many of one session, or person), `stop` (the end)."""
        self.closing = self.closing or why
        self.wakes.set()

    def take(self) -> tuple[dict[str, int], list[str]]:
        """Return what is to be written now, and forget it."""
        badges, topics = self.badges, sorted(self.topics)
        self.badges, self.topics = {}, set()
        self.wakes.clear()
        return badges, topics


class Hub:
    """Streams by person and by topic, and the one task that tells them."""

    def __init__(self, check: Check) -> None:
        self._check = check
        # In the order in which they were opened.
        self._by_person: dict[int, dict[Stream, None]] = defaultdict(dict)
        self._by_topic: dict[str, set[Stream]] = defaultdict(set)
        self._by_session: dict[int, list[Stream]] = defaultdict(list)
        # What happened and was not told yet: {stream: topics}.
        self._touched: dict[Stream, set[str]] = {}
        self._happened = asyncio.Event()
        # What happened lately, for pages older than their stream; known since the process began to listen.
        self._recent: deque[tuple[float, Signal]] = deque()
        self._known_from = time.monotonic()
        self.streams: set[Stream] = set()

    def add(self, stream: Stream, age: float = 0) -> None:
        """`age`: seconds since the page that asks knew what there was; what happened since is told at once."""
        self.streams.add(stream)
        person = self._by_person[stream.holder.actor.person_id]
        person[stream] = None
        for topic in stream.holder.topics:
            self._by_topic[topic].add(stream)
        own = self._by_session[stream.holder.session_id]
        own.append(stream)
        # The oldest goes: a page that was lost without a word leaves its line behind for a while.
        for old in (*own[:-MOST_OF_SESSION], *list(person)[:-MOST_OF_PERSON]):
            old.close("many")
        self._touch(stream, self._since(stream, time.monotonic() - age))

    def _since(self, stream: Stream, start: float) -> set[str]:
        """The topics of a stream that something happened to since then; all of them when that is not known."""
        if start < self._known_from or start < time.monotonic() - KEPT:
            return {ME, *stream.holder.topics}
        found: set[str] = set()
        for at, signal in reversed(self._recent):
            if at < start:
                break
            if stream.holder.actor.person_id in signal.people:
                found.add(ME)
            found.update(stream.holder.topics.intersection(signal.topics))
        return found

    def remove(self, stream: Stream) -> None:
        self.streams.discard(stream)
        self._touched.pop(stream, None)
        person = self._by_person[stream.holder.actor.person_id]
        person.pop(stream, None)
        if not person:
            del self._by_person[stream.holder.actor.person_id]
        for topic in stream.holder.topics:
            _drop(self._by_topic, topic, stream)
        own = self._by_session[stream.holder.session_id]
        if stream in own:
            own.remove(stream)
        if not own:
            del self._by_session[stream.holder.session_id]

    def happened(self, signal: Signal) -> None:
        now = time.monotonic()
        self._recent.append((now, signal))
        while self._recent[0][0] < now - KEPT:
            self._recent.popleft()
        for person in signal.people:
            for stream in self._by_person.get(person, ()):
                self._touch(stream, (ME,))
        for topic in signal.topics:
            for stream in self._by_topic.get(topic, ()):
                self._touch(stream, (topic,))

    def missed(self) -> None:
        """Signals may have been lost (the database was away): everybody looks again."""
        self._known_from = time.monotonic()
        for stream in self.streams:
            self._touch(stream, (ME, *stream.holder.topics))

    def _touch(self, stream: Stream, topics: Iterable[str]) -> None:
        self._touched.setdefault(stream, set()).update(topics)
        self._happened.set()

    async def tell_forever(self) -> None:
        while True:
            await self._happened.wait()
            await asyncio.sleep(GATHER)
            self._happened.clear()
            touched, self._touched = self._touched, {}
            await self._look(list(touched.items()))

    async def look_every(self, seconds: float) -> None:
        """The epochs of all sessions, every minute: a right that was taken away closes its streams."""
        while True:
            await asyncio.sleep(seconds)
            await self._look([(stream, None) for stream in self.streams])

    async def _look(self, work: Sequence[tuple[Stream, set[str] | None]]) -> None:
        for start in range(0, len(work), BATCH):
            batch = [(stream, topics) for stream, topics in work[start : start + BATCH] if not stream.closing]
            asked = [None if topics is None else topics - {ME} for _, topics in batch]
            try:
                verdicts = await self._check([stream.holder for stream, _ in batch], asked)
            except Exception:
                # The database is away: nobody is told anything, and everybody looks again.
                logger.exception("streams could not be looked at")
                await asyncio.sleep(AGAIN)
                for stream, topics in batch:
                    if topics is not None and stream in self.streams:
                        self._touch(stream, topics)
                continue
            for (stream, topics), verdict in zip(batch, verdicts, strict=True):
                if verdict.closed:
                    stream.close("rights")
                elif topics is not None:
                    stream.tell(verdict.badges, {*verdict.topics, *(topics & {ME})})

    def close_all(self, why: str) -> None:
        for stream in self.streams:
            stream.close(why)

    def figures(self) -> dict[str, int]:
        """Count streams, people and sessions: for logs and drills."""
        closing = Counter(bool(stream.closing) for stream in self.streams)
        return {
            "streams": len(self.streams),
            "closing": closing[True],
            "people": len(self._by_person),
            "sessions": len(self._by_session),
        }


def _drop[Key](index: dict[Key, set[Stream]], key: Key, stream: Stream) -> None:
    index[key].discard(stream)
    if not index[key]:
        del index[key]
