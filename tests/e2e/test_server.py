"""Threads of the tests' server take the same connections to the database, one after the other and never together."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from tests.e2e.server import Connections


def test_a_connection_is_taken_by_one_thread_at_a_time() -> None:
    kept, own = Connections(), connections["default"]

    def answer(together: Barrier) -> int:
        kept.take()
        taken = connections["default"]
        together.wait(10)
        kept.give_back()
        # What a thread opens after is its own again.
        assert connections["default"] is not taken
        return id(taken)

    def answers(number: int) -> list[int]:
        with ThreadPoolExecutor(number) as threads:
            return list(threads.map(answer, [Barrier(number)] * number))

    first, second = answers(2)
    assert first != second
    assert answers(1)[0] in {first, second}
    assert set(answers(2)) == {first, second}
    assert connections["default"] is own
    assert own.settings_dict["CONN_MAX_AGE"] == 0
