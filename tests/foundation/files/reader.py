"""The process that reads files for this one, and what it has worked."""

from pathlib import Path

from eprimo.foundation.sandbox.pool import POOL


def reader() -> tuple[int, float]:
    """The process that forks the children, and the core-seconds of those that ended. One that a test before this ended
    is made anew by the next that is asked for: nothing was worked by it."""
    assert POOL.offered is not None
    server = POOL._server
    assert server is not None
    pid = server._process.pid
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if not listed.exists():
        return pid, 0.0
    below = listed.read_text(encoding="ascii").split()
    pid = int(below[0]) if below else pid
    words = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return pid, sum(int(one) for one in words[13:15]) / 100
