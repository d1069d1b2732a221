"""Ends a piece of work where its process might end: at a point that the product names, or between two statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from eprimo.foundation.kernel import faults


class Killed(BaseException):
    """The process is gone: nothing of it runs any more, and what it had not committed is taken back."""


@contextmanager
def killed_at(name: str, time: int = 1) -> Iterator[None]:
    """The block ends when this point is reached for the nth time. Raises AssertionError when it never is."""
    left = time

    def end(reached: str) -> None:
        nonlocal left
        left -= reached == name
        if reached == name and left == 0:
            raise Killed

    before = faults.happen(end)
    try:
        yield
    except Killed:
        return
    finally:
        faults.happen(before)
    raise AssertionError(f"{name} was reached {time - left} times, not {time}")


@contextmanager
def dies_at(statement: int) -> Iterator[list[bool]]:
    """The block dies at its nth statement, if it comes that far: the list then holds True."""
    left, died = statement, [False]

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            died[0] = True
            raise Killed
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(count):
            yield died
    except Killed:
        pass
