"""Numbers of system calls, and the filters made of them: what a child may ask of the kernel; what a program may not.

A filter is a small program that the kernel runs at each call (man 2 seccomp, man 7 bpf).
"""

import errno
import os
import struct
from collections.abc import Iterable

# Of « struct seccomp_data »: where the number, the architecture and the low half of each argument stand.
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_LOAD, _AND, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _END_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
# Calls of 32 bits under the number of an architecture of 64 begin there.
_OTHER_CALLS = 0x40000000
_PRIVATE, _KIND_OF_MAPPING, _EXECUTABLE = 0x02, 0x0F, 0x04
# Each kind of namespace, as a flag of « clone ».
_NAMESPACES = 0x7E020080

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# What reading what is open, computing and answering take: nothing that names a file, a process or an address.
_CHILD = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "munmap": 11, "brk": 12,
        "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "writev": 20, "select": 23,
        "sched_yield": 24, "mremap": 25, "madvise": 28, "nanosleep": 35, "getitimer": 36, "setitimer": 38,
        "getpid": 39, "sendto": 44, "recvfrom": 45, "exit": 60, "uname": 63, "gettimeofday": 96,
        "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102,
        "getgid": 104, "geteuid": 107, "getegid": 108, "sigaltstack": 131, "getpriority": 140, "gettid": 186,
        "time": 201, "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228,
        "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "pselect6": 270, "ppoll": 271,
        "getrandom": 318,
    },
    "aarch64": {
        "read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "munmap": 215, "brk": 214,
        "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "pread64": 67, "writev": 66,
        "sched_yield": 124, "mremap": 216, "madvise": 233, "nanosleep": 101, "getitimer": 102,
        "setitimer": 103, "getpid": 172, "sendto": 206,
        "recvfrom": 207, "exit": 93, "uname": 160, "gettimeofday": 169, "getrusage": 165, "sysinfo": 179,
        "times": 153, "getuid": 174, "getgid": 176, "geteuid": 175, "getegid": 177, "sigaltstack": 132,
        "getpriority": 141, "gettid": 178, "futex": 98, "sched_getaffinity": 123, "restart_syscall": 128,
        "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115, "exit_group": 94, "pselect6": 72,
        "ppoll": 73, "getrandom": 278,
    },
}  # fmt: skip
# Memory: its own alone, and none that could be executed.
_MEMORY = {"x86_64": {"mmap": 9, "mprotect": 10}, "aarch64": {"mmap": 222, "mprotect": 226}}
# A parser that loads something late is told from a file that is broken by this answer (`child`).
_LATE = {"x86_64": (2, 257, 437), "aarch64": (56, 437)}
# What no program that reads a document has to ask: other processes, the kernel, namespaces, keys, rings.
_PROGRAM = {
    "x86_64": {
        "ptrace": 101, "uselib": 134, "personality": 135, "vhangup": 153, "modify_ldt": 154, "pivot_root": 155,
        "chroot": 161, "acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167,
        "swapoff": 168, "reboot": 169, "sethostname": 170, "setdomainname": 171, "iopl": 172, "ioperm": 173,
        "init_module": 175, "delete_module": 176, "quotactl": 179, "clock_settime": 227, "kexec_load": 246,
        "add_key": 248,
        "request_key": 249, "keyctl": 250, "unshare": 272, "perf_event_open": 298, "fanotify_init": 300,
        "open_by_handle_at": 304, "clock_adjtime": 305, "setns": 308, "process_vm_readv": 310,
        "process_vm_writev": 311, "kcmp": 312, "finit_module": 313, "kexec_file_load": 320, "bpf": 321,
        "userfaultfd": 323,
        "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429,
        "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "pidfd_open": 434, "pidfd_getfd": 438,
        "mount_setattr": 442,
    },
    "aarch64": {
        "umount2": 39, "mount": 40, "pivot_root": 41, "chroot": 51, "vhangup": 58, "quotactl": 60, "acct": 89,
        "unshare": 97, "kexec_load": 104, "init_module": 105, "delete_module": 106, "clock_settime": 112,
        "ptrace": 117, "reboot": 142, "sethostname": 161, "setdomainname": 162, "settimeofday": 170, "adjtimex": 171,
        "add_key": 217, "request_key": 218, "keyctl": 219, "swapon": 224, "swapoff": 225, "perf_event_open": 241,
        "fanotify_init": 262, "name_to_handle_at": 264, "open_by_handle_at": 265, "clock_adjtime": 266,
        "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "finit_module": 273, "bpf": 280,
        "userfaultfd": 282, "kexec_file_load": 294, "io_uring_setup": 425, "io_uring_enter": 426,
        "io_uring_register": 427, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431,
        "fsmount": 432, "fspick": 433, "pidfd_open": 434, "pidfd_getfd": 438, "mount_setattr": 442,
    },
}  # fmt: skip
_CLONE = {"x86_64": (56, 435), "aarch64": (220, 435)}

type Filter = list[bytes]


def of_child() -> bytes | None:
    """For a child that reads a file: what it may, everything else is refused; None: not of this architecture."""
    machine = os.uname().machine
    if machine not in _AUDIT:
        return None
    may = [piece for number in _CHILD[machine].values() for piece in _when(number, _ALLOW)]
    late = [piece for number in _LATE[machine] for piece in _when(number, _REFUSE | errno.EMFILE)]
    memory = _MEMORY[machine]
    private = [
        *_argument(3), _step(_AND, _KIND_OF_MAPPING), _step(_EQUAL, _PRIVATE, otherwise=3),
        *_argument(2), _step(_ANY_BIT, _EXECUTABLE, then=1), _step(_RETURN, _ALLOW), _refused(errno.EPERM),
    ]  # fmt: skip
    protected = [
        *_argument(2), _step(_ANY_BIT, _EXECUTABLE, then=1), _step(_RETURN, _ALLOW), _refused(errno.EPERM),
    ]  # fmt: skip
    return b"".join([
        *_of_this(machine), *may, *late, *_block(memory["mmap"], private), *_block(memory["mprotect"], protected),
        _refused(errno.EPERM),
    ])  # fmt: skip


def of_program() -> bytes | None:
    """For a program of the host: everything but what would lead out of it; None: not of this architecture."""
    machine = os.uname().machine
    if machine not in _AUDIT:
        return None
    clone, clone3 = _CLONE[machine]
    fork_only = [
        *_argument(0), _step(_ANY_BIT, _NAMESPACES, otherwise=1), _refused(errno.EPERM), _step(_RETURN, _ALLOW),
    ]  # fmt: skip
    # Its flags stand in memory, where a filter does not look: libraries fall back on the other one.
    forbidden = [
        piece for number in _PROGRAM[machine].values() for piece in _when(number, _REFUSE | errno.EPERM)
    ]
    return b"".join([
        *_of_this(machine), _step(_AT_LEAST, _OTHER_CALLS, otherwise=1), _refused(errno.EPERM),
        *_when(clone3, _REFUSE | errno.ENOSYS), *_block(clone, fork_only), *forbidden, _step(_RETURN, _ALLOW),
    ])  # fmt: skip


def _of_this(machine: str) -> Iterable[bytes]:
    return (
        _step(_LOAD, _ARCHITECTURE), _step(_EQUAL, _AUDIT[machine], then=1), _step(_RETURN, _END_PROCESS),
        _step(_LOAD, _NUMBER),
    )  # fmt: skip


def _when(number: int, answer: int) -> Filter:
    return [_step(_EQUAL, number, otherwise=1), _step(_RETURN, answer)]


def _block(number: int, steps: Filter) -> Filter:
    """Of this call; each way through `steps` ends with an answer."""
    return [_step(_EQUAL, number, otherwise=len(steps)), *steps]


def _argument(number: int) -> Filter:
    return [_step(_LOAD, _ARGUMENTS + 8 * number)]


def _refused(why: int) -> bytes:
    return _step(_RETURN, _REFUSE | why)


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
