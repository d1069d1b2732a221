"""The site's server, which must have answered everything before the tables are emptied for the next test.

A page that closes sends its last draft on its way out (`keepalive`). Emptying the tables takes them one after the
other, each for itself alone, while that answer takes them in its own order: PostgreSQL ends one of the two.
"""

import socket
import threading
import time
from typing import Any

from django.db import connections


class Connections:
    """Those to the database that the server's threads take one after the other, as from the pool of production.

    Django's own server opens one for each request: a process of PostgreSQL that knows nothing of the tables yet.
    """

    def __init__(self) -> None:
        self._free: list[Any] = []
        self._of_thread = threading.local()

    def take(self) -> None:
        try:
            taken = self._free.pop()
        except IndexError:
            taken = connections.create_connection("default")
            taken.settings_dict = {**taken.settings_dict, "CONN_MAX_AGE": None}
            taken.inc_thread_sharing()
        connections["default"] = self._of_thread.taken = taken

    def give_back(self) -> None:
        taken = self._of_thread.__dict__.pop("taken", None)
        if taken is not None:
            del connections["default"]
            self._free.append(taken)
        connections.close_all()

    def close(self) -> None:
        while self._free:
            self._free.pop().close()


class Answers:
    """Counts the connections that the server holds: a browser closes its own when its last context does."""

    def __init__(self, server: Any) -> None:
        self.address = server.server_address
        self.open, self.taken = 0, 0
        self._changed = threading.Condition()
        self._take, self._answer = server.process_request, server.process_request_thread
        server.process_request, server.process_request_thread = self._taken, self._answered
        self._connections = Connections()
        server._close_connections = self._connections.give_back
        self._close, server.server_close = server.server_close, self._closed

    def _taken(self, request: Any, client: Any) -> None:
        with self._changed:
            self.open += 1
            self.taken += 1
            self._changed.notify_all()
        self._take(request, client)

    def _answered(self, request: Any, client: Any) -> None:
        try:
            self._connections.take()
            self._answer(request, client)
        finally:
            with self._changed:
                self.open -= 1
                self._changed.notify_all()

    def _closed(self) -> None:
        self._close()
        self._connections.close()

    def rest(self, seconds: float = 10) -> None:
        """Wait until nothing is being answered. Connections are taken in their order: once ours was, no other waits."""
        limit = time.monotonic() + seconds
        with self._changed:
            before = self.taken
        socket.create_connection(self.address).close()
        with self._changed:
            quiet = self._changed.wait_for(
                lambda: self.taken > before and not self.open, limit - time.monotonic()
            )
        assert quiet, f"the server still holds {self.open} connections"


def answers_of(live_server: Any) -> Answers:
    """The one count of the run's server."""
    server = live_server.thread.httpd
    if not hasattr(server, "answers"):
        server.answers = Answers(server)
    found: Answers = server.answers
    return found
