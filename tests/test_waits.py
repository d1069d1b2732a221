"""Nothing in the tests waits without an end: what is told of a whole run is its summary, which then never comes."""

import ast
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.at_once import at_once, code_of, done

# A fork of a process with threads.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

HERE = Path(__file__).parent
# Where forked processes are waited for.
OWN = HERE / "at_once.py"
# Of threads, processes, locks and futures; each takes a time as its first argument.
_WAITS = {"join", "wait", "result", "acquire"}


def _faults(tree: ast.AST) -> Iterator[str]:
    # On a loop of asyncio: who started it gives it its time.
    awaited = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Await)}
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    awaited |= {id(given) for call in calls if _name(call) == "wait_for" for given in call.args[:1]}
    for call in calls:
        name = _name(call)
        if id(call) in awaited:
            continue
        given = {one.arg: one.value for one in call.keywords}
        if name in _WAITS and not call.args and "timeout" not in given:
            yield f"{call.lineno}: {ast.unparse(call)} has no time"
        if name == "waitpid":
            yield f"{call.lineno}: a forked process is waited for by `code_of` of tests/at_once.py"
        if name == "Thread" and "target" in given and ast.unparse(given.get("daemon", call)) != "True":
            yield f"{call.lineno}: a thread that is no daemon keeps its process from ending"


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_no_test_waits_without_an_end() -> None:
    found = [
        f"{path.relative_to(HERE)}:{fault}"
        for path in sorted(HERE.rglob("*.py"))
        if path != OWN
        for fault in _faults(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "code", ["thread.join()", "event.wait()", "os.waitpid(child, 0)", "Thread(target=work).start()"]
)
def test_what_has_no_end_is_seen(code: str) -> None:
    assert len(list(_faults(ast.parse(code)))) == 1


def test_what_has_an_end_is_not() -> None:
    fine = "thread.join(3); event.wait(timeout=3); ', '.join(words); Thread(target=work, daemon=True).start()"
    assert list(_faults(ast.parse(fine))) == []


def test_each_work_gives_back_what_it_made_or_what_ended_it() -> None:
    two, error = at_once(lambda: 2, lambda: 1 // 0)
    assert two == 2
    assert isinstance(error, ZeroDivisionError)
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        done(lambda: 2, lambda: 1 // 0)


def test_a_forked_process_that_does_not_end_is_ended() -> None:
    if (child := os.fork()) == 0:
        time.sleep(60)
        os._exit(0)
    with pytest.raises(AssertionError, match="did not end"):
        code_of(child, 0.1)
