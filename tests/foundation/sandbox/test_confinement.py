"""What a child of the sandbox may do, which is nothing but read and answer; and what its asker bears."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import registry

from eprimo.foundation.sandbox import checks, pool
from eprimo.foundation.sandbox.errors import Busy, Unreadable
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refused import Refused

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
ASK = parser("ask_twice", list[str], asks=True)
LIE = parser("lie", asks=True)


def test_a_child_can_reach_nothing() -> None:
    """No file, no network, no process, no thread, no program, no more memory than it was given."""
    found = REACH.run(str(os.getpid()).encode())
    reached = {name for name, said in found.items() if said.startswith("done")}
    # Without namespaces, a signal to a process of the same user stays possible; and the kernel counts the processes of
    # everybody but root, whom production never is.
    bearable = set() if pool.POOL.isolated else {"kill"}
    if os.geteuid() == 0:
        bearable |= {"fork", "thread", "program"} | (set() if pool.POOL.isolated else {"raise-a-limit"})
    assert reached <= bearable
    assert found["file"] == found["folder"] == "OSError"


def test_a_child_knows_nothing_of_us() -> None:
    found = SURROUNDINGS.run(b"")
    assert "EPRIMO" not in found["environment"]
    assert "DATABASE" not in found["environment"]
    assert "DJANGO" not in found["environment"]
    assert (found["settings"], found["database"], found["threads"]) == ("False", "False", "1")
    assert int(found["nice"]) >= 10


@pytest.mark.skipif(not checks.can_isolate(), reason="this kernel refuses namespaces")
def test_a_child_has_no_network_but_its_own() -> None:
    assert pool.POOL.isolated
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
    time.sleep(0.6)
    listed = subprocess.run(
        ["ps", "-eo", "pid,ppid,stat,args"], capture_output=True, text=True, check=True
    ).stdout
    server = pool.POOL._server._process.pid  # type: ignore[union-attr]
    ours = {server}
    for line in listed.splitlines()[1:]:
        pid, parent, *_ = line.split(None, 3)
        if int(parent) in ours:
            ours.add(int(pid))
    assert len(ours) <= 2, listed


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
    killed.wait()
    assert LENGTH.run(b"ab") == 2


def test_no_child_outlives_this_process() -> None:
    """The server ends with the socket of who started it, killed or not."""
    script = (
        "import os; from django.conf import settings; settings.configure(SANDBOX_LOUD=False, SANDBOX_NAMESPACES=True);"
        "from eprimo.foundation.sandbox import pool; pool.POOL.isolated;"
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
    start = threading.Barrier(12)

    def send() -> None:
        start.wait()
        began = time.monotonic()
        try:
            SLOW[0].run(b"x")
        except (Busy, Unreadable) as error:
            told.append((type(error), time.monotonic() - began))

    senders = [threading.Thread(target=send) for _ in range(12)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
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
    os.waitpid(pid, 0)
    os.close(write)
    with os.fdopen(read) as told:
        assert told.read() == "False"


def test_the_operator_is_told_when_there_are_no_namespaces(monkeypatch: Any, settings: Any) -> None:
    monkeypatch.setattr(checks, "can_isolate", lambda: False)
    assert checks.namespaces_allowed in registry.registry.deployment_checks
    assert [one.id for one in checks.namespaces_allowed(None)] == ["sandbox.W001"]
    settings.SANDBOX_NAMESPACES = False
    assert not checks.namespaces_allowed(None)


def test_two_parsers_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two parsers"):
        Parser("test-length", f"{INSIDE}:length", int)
    with pytest.raises(ValueError, match="system"):
        Parser("test-other", "os:system", str)
