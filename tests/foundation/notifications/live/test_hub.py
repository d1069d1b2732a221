"""How many lines one session, and one person, hold open."""

from types import SimpleNamespace
from typing import Any

from eprimo.foundation.notifications.live.hub import MOST_OF_PERSON, MOST_OF_SESSION, Hub, Stream


def _stream(person: int, session: int) -> Stream:
    holder: Any = SimpleNamespace(
        actor=SimpleNamespace(person_id=person), session_id=session, topics=frozenset()
    )
    return Stream(holder)


async def _nobody_looks(*_: Any) -> list[Any]:
    return []


def test_the_oldest_lines_of_a_person_close_whatever_their_sessions() -> None:
    hub = Hub(_nobody_looks)
    other = _stream(2, 99)
    hub.add(other)
    own = [_stream(1, number // 2) for number in range(MOST_OF_PERSON + 3)]
    for one in own:
        hub.add(one)
    assert [one.closing for one in own] == ["many"] * 3 + [""] * MOST_OF_PERSON
    assert other.closing == ""
    for one in (*own, other):
        hub.remove(one)
    assert hub.figures() == {"streams": 0, "closing": 0, "people": 0, "sessions": 0}


def test_the_oldest_lines_of_a_session_close_first() -> None:
    hub = Hub(_nobody_looks)
    own = [_stream(1, 7) for _ in range(MOST_OF_SESSION + 2)]
    for one in own:
        hub.add(one)
    assert [one.closing for one in own] == ["many"] * 2 + [""] * MOST_OF_SESSION
