"""Parsers by name: each is a function that runs in a child, with its limits and the shape of what it answers."""

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from eprimo.foundation.sandbox import budget, frames, pool, shapes
from eprimo.foundation.sandbox.errors import Spent, Unreadable
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.refusal import Refused

logger = logging.getLogger("eprimo.sandbox")

_DOTTED = re.compile(r"(?:[a-z_]{1,40}\.){2,8}[a-z_]{1,40}:[a-z_]{1,40}")
USUAL = Limits()
_LONGEST_TRACE = 10_000
# Of the seconds of a file, how many it waits for another one to be read.
_WAITS = 0.5
# Seconds for a child that answered, or was killed, to be seen to have ended.
_ENDS = 2.0
_declared: dict[str, "Parser[Any]"] = {}


@dataclass(frozen=True)
class Parser[T]:
    """`function`: « package.module:function », which takes the bytes and the options, and returns `kind`. With `asks`
    it takes `ask` too: a question to who called, in JSON, as is the answer."""

    name: str
    function: str
    kind: type[T]
    limits: Limits = USUAL
    asks: bool = False

    def __post_init__(self) -> None:
        if not _DOTTED.fullmatch(self.function):
            raise ValueError(self.function)
        if self.name in _declared:
            raise ValueError(f"two parsers are named {self.name}")
        _declared[self.name] = self

    def run(self, content: bytes, *, answer: Callable[[Any], Any] | None = None, **options: Any) -> T:
        """What the file says. Raises Refused by the parser's own code, Unreadable when the child gave no answer, Spent
        when the whole file took too long, Busy when too many files are being read."""
        seconds, whole = self.limits.seconds * settings.SANDBOX_PATIENCE, budget.current()
        limits = replace(self.limits, seconds=seconds)
        began = time.monotonic()
        with pool.POOL.place(limits.seconds * _WAITS):
            # The person waits for both: what another file took is not given twice.
            passes = limits.until - (time.monotonic() - began)
            limits = replace(limits, seconds=whole.most(seconds) if whole else seconds, passes=passes)
            child = pool.POOL.child(self.function, limits, content)
            try:
                frames.send(child.socket, {"given": options, "asks": self.asks})
                until = time.monotonic() + limits.until
                return self._told(child.socket, limits, until, answer)
            except (frames.Broken, OSError) as error:
                logger.warning("sandbox %s gave no answer: %s", self.name, error)
                raise (Spent if whole and limits.seconds < seconds else Unreadable) from error
            finally:
                if whole:
                    # One that nobody saw end worked as long as it might.
                    worked = child.worked(_ENDS)
                    whole.spend(limits.seconds if worked is None else worked)
                child.close()

    def _told(self, child: Any, limits: Limits, until: float, answer: Callable[[Any], Any] | None) -> T:
        for _ in range(limits.asks):
            message = frames.receive(child, limits.answer, until)
            if "ask" in message and answer is not None and self.asks:
                frames.send(child, {"told": answer(message["ask"])})
                continue
            return self._value(message)
        raise frames.Broken("asks")

    def _value(self, message: dict[str, Any]) -> T:
        if "refused" in message:
            raise Refused(str(message["refused"])[:40], str(message.get("said", ""))[:400])
        if "value" not in message:
            trace = str(message.get("trace", ""))[:_LONGEST_TRACE] if settings.SANDBOX_LOUD else ""
            logger.warning("sandbox %s failed: %s %s", self.name, str(message.get("failed"))[:40], trace)
            raise Unreadable
        try:
            return shapes.decode(self.kind, message["value"])
        except shapes.WrongShape as error:
            logger.error("sandbox %s answered in another shape", self.name)
            raise Unreadable from error


def declared() -> dict[str, "Parser[Any]"]:
    """All of them, by name."""
    return dict(_declared)
