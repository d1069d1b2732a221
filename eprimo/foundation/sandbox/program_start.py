"""What becomes a program of the host (`programs`): limits, namespaces, rights given up, then the program. Nothing of
Django.

Its profile is wider than that of a child of ours: a program has to load its parts, to start others and to write what it
makes. It sees what the system installed, writes in its folder alone, has no address and no other process.
"""

import json
import os
import resource
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eprimo.foundation.sandbox import calls, confinement
from eprimo.foundation.sandbox.isolation import die_first, enter_namespaces

_NICE = 10
# The kernel lacks what the host did not accept to do without: the program is not started.
REFUSED = 77
# Seconds of the processor, told on the standard output when it is over.
SPENT = struct.Struct("=d")
# Programs, their parts, fonts and settings; nothing of the service's, nor of anybody's home.
_SEEN = (
    "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/usr", "/opt", "/proc", "/etc/alternatives", "/etc/fonts",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/libreoffice", "/etc/localtime",
    "/etc/nsswitch.conf", "/etc/passwd",
    "/etc/group", "/var/cache/fontconfig", "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip
# Sockets by which a program speaks with its own processes.
_SOCKETS = ("/tmp",)  # noqa: S108 - none of ours is read there


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
    if not enter_namespaces() and "namespaces" not in given["without"]:
        os._exit(REFUSED)
    # The first process of the new ones: when it ends, whatever it started ends too.
    first = os.fork()
    if first == 0:
        _become(given)
    _, status, used = os.wait4(first, 0)
    os.write(1, SPENT.pack(used.ru_utime + used.ru_stime))
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _become(given: Mapping[str, Any]) -> None:
    command = given["command"]
    confinement.die_with_parent()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    confinement.give_up_privileges()
    program = Path(command[0])
    seen = [*map(Path, _SEEN), program.parent, program.resolve().parent]
    kept = [Path.cwd(), Path(os.devnull)]
    files = confinement.give_up_files(seen=seen, kept=kept, sockets=[Path(one) for one in _SOCKETS])
    asks = confinement.give_up_calls(calls.of_program())
    if {name for name, done in (("landlock", files), ("seccomp", asks)) if not done} - set(given["without"]):
        os._exit(REFUSED)
    os.execv(command[0], command)  # noqa: S606 - a program that the operator named
