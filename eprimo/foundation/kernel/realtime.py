"""Telling open pages that something changed: who and what, as ids, never what it is.

`touch()` is written with the act (an outbox event, same transaction). The worker relays it by NOTIFY: inside the
transactions of people it would put every commit in one row behind the others.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection

from eprimo.foundation.kernel.models import Lane
from eprimo.foundation.kernel.outbox import Event, emit, on

CHANNEL = "eprimo_touched"
# PostgreSQL refuses payloads of 8000 bytes and more.
MAX_PAYLOAD = 7900
_EMPTY = len('{"p":[],"t":[]}')


@dataclass(frozen=True, slots=True)
class Touched(Event):
    """People whose badges may have moved (ids), and topics that pages watch (`note:<public_id>`)."""

    lane: ClassVar[Lane] = Lane.FIRST

    people: list[int]
    topics: list[str]


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal that a connection of the database received, as its payload says it."""

    people: tuple[int, ...]
    topics: tuple[str, ...]


def touch(
    *, people: Iterable[int] = (), topics: Iterable[str] = (), visible_from: datetime | None = None
) -> None:
    """Say that something of these people, or of these topics, changed. Call it in the transaction of the action.

    `visible_from`: what changed shows from that instant only.
    """
    who, what = sorted(set(people)), sorted(set(topics))
    if who or what:
        emit(Touched(people=who, topics=what), due_at=visible_from)


@on(Touched)
def relay(event: Touched) -> None:
    """Pass it on to the processes that hold streams open; it leaves with the commit."""
    with connection.cursor() as cursor:
        for payload in payloads(event.people, event.topics):
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def payloads(people: Sequence[int], topics: Sequence[str]) -> Iterator[str]:
    """Yield the ids in pieces that a notification can carry."""
    who: list[int] = []
    what: list[str] = []
    size = _EMPTY
    every: list[int | str] = [*people, *topics]
    for one in every:
        length = len(json.dumps(one)) + 1
        if size + length > MAX_PAYLOAD:
            yield _payload(who, what)
            who, what, size = [], [], _EMPTY
        if isinstance(one, int):
            who.append(one)
        else:
            what.append(one)
        size += length
    if who or what:
        yield _payload(who, what)


def _payload(people: Sequence[int], topics: Sequence[str]) -> str:
    return json.dumps({"p": people, "t": topics}, separators=(",", ":"))


def read(payload: str) -> Signal:
    """Return the ids of a payload."""
    found = json.loads(payload)
    return Signal(people=tuple(found["p"]), topics=tuple(found["t"]))
