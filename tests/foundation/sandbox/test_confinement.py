"""What a child of the sandbox may do, which is nothing but read and answer; and what its asker bears."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import registry

from eprimo.foundation.sandbox import budget, checks, isolation, pool
from eprimo.foundation.sandbox.errors import Busy, Spent, Unreadable, Unsafe
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refusal import Refused
from tests.at_once import code_of, done

INSIDE = "tests.foundation.sandbox.inside"
SHORT = Limits(seconds=0.5, memory=128 << 20, answer=1 << 16)


def parser(name: str, kind: Any = str, **more: Any) -> Parser[Any]:
    return Parser(f"test-{name}", f"{INSIDE}:{name}", kind, **({"limits": SHORT} | more))


REACH = parser("reach_out", dict[str, str], limits=Limits(seconds=2))
SURROUNDINGS = parser("surroundings", dict[str, str])
INTERFACES = parser("interfaces", list[str])
LATE = parser("late_and_well", int)
SLOW = [parser("work_for_ever"), parser("sleep_for_ever"), parser("deaf_to_signals")]
ENDED = [parser("eat_memory"), parser("abort")]
REFUSE = parser("refuse")
LENGTH = parser("length", int)
WORK = parser("work_for", int)
NOBODY = 65534
ROOT = Path(__file__).resolve().parents[3]
ASK = parser("ask_twice", list[str], asks=True)
LIE = parser("lie", asks=True)


WHOLE = pytest.mark.skipif(
    not checks.offered().issuperset(isolation.PARTS),
    reason="this kernel does not give all that confines a child",
)
# As another user, whom root becomes: production is never root. The child's server is what it would harm.
_TRIES = """
import json, os, sys
from django.conf import settings
settings.configure(SANDBOX_LOUD=False, SANDBOX_WITHOUT=(), SANDBOX_AT_ONCE=2, SANDBOX_WAITING=1, SANDBOX_PATIENCE=4)
from eprimo.foundation.sandbox import pool
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser
from tests.foundation.sandbox import inside
path = sys.argv[1] + "/kept"
def given(pid):
    open(path, "w").write("kept")
    return json.dumps({"path": path, "pid": pid}).encode()
reach = Parser("reach", "tests.foundation.sandbox.inside:reach_out", dict[str, str], limits=Limits(seconds=2))
pool.POOL.offered
server = pool.POOL._server._process.pid
found = [reach.run(given(pid)) for pid in (server, os.getpid())]
left = sorted(os.listdir(sys.argv[1])), open(path).read()
apart = os.fork()
if apart == 0:
    os.setsid()
    print(json.dumps([found, left, inside.reach_out(given(os.getppid()))]), flush=True)
    os._exit(0)
os.waitpid(apart, 0)
"""
# Refused to whoever tries it, confined or not; and what a child may: look at what is named to it does nothing.
_ANYBODYS = {
    "internet",
    "open-anew",
    "ring",
    "raise-a-limit",
    "read-its-memory",
    "write-its-memory",
    "ptrace",
    "other-user",
}


def _escapes(folder: Path, *, user: int | None) -> tuple[list[dict[str, str]], Any, dict[str, str]]:
    """What two children reached, who were told of their server and of its asker; what is left of a file of theirs; and
    what a process of the same user that is not confined reaches, which the test would find."""
    if user is not None:
        os.chown(folder, user, user)
    told = subprocess.run(
        [sys.executable, "-c", _TRIES, str(folder)], cwd=ROOT, user=user, group=user,
        extra_groups=[] if user else None, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if user and "PermissionError" in told.stderr and "offered" not in told.stderr:
        pytest.skip("another user may not read this tree")
    assert told.returncode == 0, told.stderr
    found, left, bare = json.loads(told.stdout)
    return found, left, bare


@WHOLE
@pytest.mark.parametrize("user", [None, NOBODY], ids=["as who runs it", "as nobody"])
def test_a_child_that_a_file_took_over_can_reach_nothing(user: int | None) -> None:
    """No file by its name, no address, no process, thread or program, no memory of others or shared with them: neither
    of its server nor of who asked, by root or by anybody else."""
    if user and os.geteuid():
        pytest.skip("only root can be somebody else")
    with tempfile.TemporaryDirectory(prefix="eprimo-test-") as name:
        found, left, bare = _escapes(Path(name), user=user)
    for reached in found:
        assert {act: said for act, said in reached.items() if said.startswith("done")} == {}
        # Told apart from a file that is broken: something of ours is loaded too late.
        assert reached["file"] == reached["folder"] == "OSError"
    assert left == [["kept"], "kept"]
    assert {act for act, said in bare.items() if not said.startswith("done")} <= _ANYBODYS


def test_what_a_child_cannot_do_anywhere() -> None:
    """On a kernel that lacks what confines it, too: files and addresses are not opened, memory is bounded."""
    with tempfile.TemporaryDirectory(prefix="eprimo-test-") as name:
        path = Path(name, "kept")
        path.write_text("kept")
        found = REACH.run(json.dumps({"path": str(path), "pid": os.getpid()}).encode())
    reached = {act for act, said in found.items() if said.startswith("done")}
    assert not reached & {
        "file",
        "write",
        "folder",
        "internet",
        "unix",
        "more-memory",
        "memory-file",
        "take-its-files",
    }


@pytest.mark.parametrize("part", isolation.PARTS)
def test_without_a_part_no_file_is_read_unless_the_host_says_so(part: str, settings: Any) -> None:
    """Told by `check --deploy`, and by a sentence to who gives a file."""
    settings.SANDBOX_WITHOUT = ()
    offered = frozenset(isolation.PARTS) - {part}
    with pytest.raises(Unsafe) as refused:
        pool.require_parts(offered)
    assert "aucun n’est pris pour le moment" in refused.value.sentence
    pool.require_parts(frozenset(isolation.PARTS))
    settings.SANDBOX_WITHOUT = (part,)
    pool.require_parts(offered)


def test_a_pool_whose_server_is_not_confined_reads_nothing(settings: Any) -> None:
    settings.SANDBOX_WITHOUT = ()
    bare = pool.Pool()
    bare._server = _Unconfined()  # type: ignore[assignment]
    with pytest.raises(Unsafe):
        bare.child(f"{INSIDE}:length", SHORT, b"x")


class _Unconfined:
    """As on a kernel that gives nothing."""

    offered: frozenset[str] = frozenset()

    def fork(self, *_: object) -> bool:
        raise AssertionError("a file was read")


def test_steps_of_one_file_work_together_no_longer_than_it_may(settings: Any) -> None:
    """Each child works less than half of what it may; the last has no more than what the others left."""
    settings.SANDBOX_PATIENCE = 1
    WORK.run(b"", seconds=0.05)
    with budget.whole_file(0.8) as whole:
        for _ in range(2):
            WORK.run(b"", seconds=0.2)
        assert 0 < whole.left < 0.4
        whole.spend(0.2)
        with pytest.raises(Spent):
            WORK.run(b"", seconds=0.2)
    # The next file has all of its own.
    assert budget.current() is None
    assert WORK.run(b"", seconds=0.2) == 1


def test_a_child_knows_nothing_of_us() -> None:
    found = SURROUNDINGS.run(b"")
    assert "EPRIMO" not in found["environment"]
    assert "DATABASE" not in found["environment"]
    assert "DJANGO" not in found["environment"]
    assert (found["settings"], found["database"], found["threads"]) == ("False", "False", "1")
    assert int(found["nice"]) >= 10


@pytest.mark.skipif("namespaces" not in checks.offered(), reason="this kernel refuses namespaces")
def test_a_child_has_no_network_but_its_own() -> None:
    assert "namespaces" in pool.POOL.offered
    assert INTERFACES.run(b"") in ([], ["lo"])


@pytest.mark.parametrize("slow", SLOW, ids=lambda one: one.name)
def test_a_child_that_does_not_end_is_killed(slow: Parser[str], settings: Any) -> None:
    settings.SANDBOX_PATIENCE = 1
    LENGTH.run(b"")
    began = time.monotonic()
    with pytest.raises(Unreadable):
        slow.run(b"x")
    assert time.monotonic() - began < 2
    assert LENGTH.run(b"abc") == 3
    # A child gives way to all others: on a busy machine its end waits for its turn too.
    until = time.monotonic() + 3
    while len(ours := _processes_of_the_server()) > 2 and time.monotonic() < until:
        time.sleep(0.1)
    assert len(ours) <= 2, ours


def _processes_of_the_server() -> dict[int, str]:
    """The process that forks the children, and what descends from it: their lines of `ps`."""
    listed = subprocess.run(
        ["ps", "-eo", "pid,ppid,stat,args"], capture_output=True, text=True, check=True
    ).stdout
    ours = {pool.POOL._server._process.pid: ""}  # type: ignore[union-attr]
    for line in listed.splitlines()[1:]:
        pid, parent, *_ = line.split(None, 3)
        if int(parent) in ours:
            ours[int(pid)] = line
    return ours


def test_a_busy_machine_refuses_no_good_file(settings: Any) -> None:
    """What counts is the work of the processor: a child that waited for its turn twice as long as it may work reads."""
    settings.SANDBOX_PATIENCE = 1
    assert LATE.run(b"abc") == 3


@pytest.mark.parametrize("ended", ENDED, ids=lambda one: one.name)
def test_a_child_that_ends_is_a_sentence(ended: Parser[str]) -> None:
    with pytest.raises(Unreadable) as told:
        ended.run(b"x")
    assert told.value.sentence.startswith("Ce fichier n’a pas pu être lu")
    assert LENGTH.run(b"abc") == 3


def test_a_refusal_and_its_words_cross_the_border() -> None:
    with pytest.raises(Refused) as refused:
        REFUSE.run(b"x", word="ligne 3")
    assert (refused.value.code, refused.value.said) == ("wrong", "ligne 3")


def test_a_child_asks_what_only_the_asker_knows() -> None:
    assert ASK.run(b"x", answer=lambda asked: {"A": 1, "B": 2}[asked["code"]]) == ["1", "2"]


@pytest.mark.parametrize("what", [b"pickle", b"endless", b"late", b"deep", b"list", b"shape", b"asks"])
def test_a_child_that_lies_gives_no_answer(what: bytes, settings: Any) -> None:
    """Nothing of it is executed, believed or waited for."""
    settings.SANDBOX_PATIENCE = 1
    with pytest.raises(Unreadable):
        LIE.run(what, answer=lambda asked: asked)


def test_a_large_file_is_read_whole() -> None:
    assert LENGTH.run(bytes(30 << 20)) == 30 << 20


def test_when_the_server_of_children_dies_another_one_serves() -> None:
    assert LENGTH.run(b"a") == 1
    killed = pool.POOL._server._process  # type: ignore[union-attr]
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait(10)
    assert LENGTH.run(b"ab") == 2


def test_no_child_outlives_this_process() -> None:
    """The server ends with the socket of who started it, killed or not."""
    script = (
        "import os; from django.conf import settings; settings.configure(SANDBOX_LOUD=False);"
        "from eprimo.foundation.sandbox import pool; pool.POOL.offered;"
        "print(pool.POOL._server._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False).stdout
    until = time.monotonic() + 5
    while Path(f"/proc/{int(told)}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{int(told)}").exists()


def test_twelve_at_once_leave_a_thread_for_the_pages(settings: Any) -> None:
    """Two are read, one waits; the others are told at once to come back, and lose nothing."""
    settings.SANDBOX_PATIENCE = 1
    LENGTH.run(b"")
    told: list[tuple[type[Exception], float]] = []

    def send() -> None:
        began = time.monotonic()
        try:
            SLOW[0].run(b"x")
        except (Busy, Unreadable) as error:
            told.append((type(error), time.monotonic() - began))

    done(*[send] * 12)
    assert len(told) == 12
    assert max(seconds for _, seconds in told) < 2
    assert sum(kind is Busy for kind, _ in told) >= 9
    assert sorted(seconds for _, seconds in told)[8] < 0.5
    assert LENGTH.run(b"abc") == 3


def test_a_process_that_is_forked_has_a_server_of_its_own() -> None:
    before = pool.POOL
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(write, str(pool.POOL is before).encode())
        os._exit(0)
    assert code_of(pid) == 0
    os.close(write)
    with os.fdopen(read) as told:
        assert told.read() == "False"


def test_the_operator_is_told_what_the_kernel_lacks(monkeypatch: Any, settings: Any) -> None:
    settings.SANDBOX_WITHOUT = ()
    monkeypatch.setattr(checks, "offered", lambda: frozenset({"landlock"}))
    assert checks.kernel_confines in registry.registry.deployment_checks
    assert [one.id for one in checks.kernel_confines(None)] == ["sandbox.W001", "sandbox.W003"]
    settings.SANDBOX_WITHOUT = ("namespaces", "seccomp")
    assert not checks.kernel_confines(None)


def test_two_parsers_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two parsers"):
        Parser("test-length", f"{INSIDE}:length", int)
    with pytest.raises(ValueError, match="system"):
        Parser("test-other", "os:system", str)
