"""Threads of the tests' server take the same connections to the database, one after the other and never together;
tables are emptied once everything was answered."""

import socket
from concurrent.futures import ThreadPoolExecutor
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Barrier, Thread

import pytest
from django.db import connections

from tests.at_once import ended
from tests.e2e.server import Answers, Connections


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


class _Reads(StreamRequestHandler):
    """Takes what is said until the end of it."""

    def handle(self) -> None:
        self.rfile.read()


def test_the_tables_are_emptied_when_the_last_words_are_answered() -> None:
    """Else the answer to a page that just closed and the emptying wait for each other's tables."""
    server = ThreadingTCPServer(("127.0.0.1", 0), _Reads)
    answers = Answers(server)
    running = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    running.start()
    try:
        last = socket.create_connection(answers.address)
        last.sendall(b"POST /carnet/brouillon/ HTTP/1.1\r\n")
        with pytest.raises(AssertionError, match="1 connections"):
            answers.rest(0.3)
        last.close()
        answers.rest()
    finally:
        server.shutdown()
        server.server_close()
        ended(running)
