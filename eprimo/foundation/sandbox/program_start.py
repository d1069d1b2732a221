"""What becomes a program of the host (`programs`): limits, then namespaces, then the program. Nothing of Django."""

import ctypes
import json
import os
import resource
import signal
import sys

from eprimo.foundation.sandbox.isolation import NAMESPACES, die_first

_DIES_WITH_PARENT = 1
_NICE = 10
# Of the network that could not be taken away: the program is not started.
REFUSED = 77


def main() -> None:
    """Never comes back: ends as the program does."""
    given = json.loads(sys.argv[2])
    die_first()
    os.nice(_NICE)
    for what, most in (
        (resource.RLIMIT_CPU, given["seconds"]),
        (resource.RLIMIT_DATA, given["memory"]),
        (resource.RLIMIT_FSIZE, given["written"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    if given["namespaces"]:
        try:
            os.unshare(NAMESPACES)
        except OSError:
            os._exit(REFUSED)
    # The first process of the new ones: when it ends, whatever it started ends too.
    first = os.fork()
    if first == 0:
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
        os.execv(given["command"][0], given["command"])  # noqa: S606 - a program that the operator named
    _, status = os.waitpid(first, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
