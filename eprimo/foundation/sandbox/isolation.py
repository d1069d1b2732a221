"""What the kernel takes away from the process that forks the children, and from each child before it reads."""

import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from eprimo.foundation.sandbox import calls, confinement

# Its own users, network, processes and shared memory: no address to reach, nobody to signal.
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWPID, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x20000000, 0x08000000
NAMESPACES = _CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWPID | _CLONE_NEWIPC
# What the kernel may lack, or refuse to this user: files are then refused, unless the host accepts it
# (`EPRIMO_SANDBOX_WITHOUT`).
PARTS = ("namespaces", "landlock", "seccomp")
_NICE = 10
# A child gives way to pages: on a busy machine, good files take as much work and more time. Held to the time, they were
# refused as broken.
BUSY = 3.0
_DATA_PAGES = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one file: seconds that the processor may work, bytes of memory beyond what is loaded, bytes of the answer;
    seconds that may pass, where none are said `BUSY` times as many; and how many messages its child may send."""

    seconds: float = 1.5
    memory: int = 256 * 1024 * 1024
    answer: int = 8 * 1024 * 1024
    passes: float = 0.0
    asks: int = 200

    @property
    def until(self) -> float:
        """Seconds that may pass."""
        return self.passes or self.seconds * BUSY


def enter_namespaces() -> bool:
    """Leave the network and the other processes, where the kernel lets an ordinary user do it."""
    if sys.platform != "linux":
        return False
    try:
        os.unshare(NAMESPACES)
    except OSError:
        return False
    return True


def own_processes() -> int | None:
    """This process as a descriptor, by which it comes back to its own processes after each child; none: the kernel lets
    it leave them (unshare) and not come back (setns)."""
    own = os.pidfd_open(os.getpid())
    try:
        os.setns(own, _CLONE_NEWPID)
    except OSError:
        os.close(own)
        return None
    return own


def namespaces_offered() -> bool:
    """Tried as the server does: the first process of its namespace gives each child another one. Nothing can be forked
    from here afterwards."""
    if not enter_namespaces():
        return False
    first = os.fork()
    if first == 0:
        os._exit(own_processes() is None)
    return os.waitpid(first, 0)[1] == 0


def processes_anew(own: int) -> None:
    """The next child that is forked is alone among its processes. `own`: this process, as a descriptor. OSError."""
    os.setns(own, _CLONE_NEWPID)
    os.unshare(_CLONE_NEWPID)


def parts_offered(*, namespaces: bool) -> frozenset[str]:
    """Which of `PARTS` a child of this process has."""
    return confinement.offered() | ({"namespaces"} if namespaces else frozenset())


def die_first() -> None:
    """When the machine lacks memory, these are what the kernel ends."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900", encoding="ascii")


def confine(limits: Limits) -> None:
    """From here on: bounded memory and time, no other process or thread, nothing that can be opened, and of the kernel
    what reading and answering take. Its server ends it when its time is over, if it did not end by itself."""
    os.nice(_NICE)
    confinement.end_at(signal.SIGPROF)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    whole = max(1, round(limits.seconds + 0.5))
    _at_most(resource.RLIMIT_CPU, whole)
    _at_most(resource.RLIMIT_CORE, 0)
    _at_most(resource.RLIMIT_FSIZE, 0)
    _at_most(resource.RLIMIT_NPROC, 0)
    _at_most(resource.RLIMIT_DATA, _loaded() + limits.memory)
    confinement.give_up_privileges()
    confinement.give_up_files()
    # What is open stays open: the socket to who asked. A file, another socket, a pipe: none can be opened.
    _at_most(resource.RLIMIT_NOFILE, 0)
    confinement.give_up_calls(FILTER)


# Made once, by the process that forks.
FILTER = calls.of_child()


def _at_most(what: int, value: int) -> None:
    resource.setrlimit(what, (value, value))


def _loaded() -> int:
    """Bytes of memory of its own that this process has already."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[_DATA_PAGES]
    except OSError:
        return 512 * 1024 * 1024
    return int(pages) * resource.getpagesize()
