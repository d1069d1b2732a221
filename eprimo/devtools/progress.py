"""A bar on the terminal, for commands that take a while; silent when nobody watches."""

import sys
import time
from types import TracebackType

_WIDTH = 30
_EVERY = 0.1


class ProgressBar:
    """Use as a context; call `at` as often as you like."""

    def __init__(self, title: str, *, quiet: bool = False) -> None:
        self.title = title
        self.shown = not quiet and sys.stderr.isatty()
        self.last = 0.0

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def at(self, done: int, total: int) -> None:
        """Show how much is done."""
        now = time.monotonic()
        if not self.shown or (now - self.last < _EVERY and done < total):
            return
        self.last = now
        full = _WIDTH * done // max(total, 1)
        bar = "█" * full + "·" * (_WIDTH - full)
        sys.stderr.write(f"\r{self.title} {bar} {100 * done // max(total, 1)} %")
        sys.stderr.flush()
