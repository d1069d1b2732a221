"""The page being drawn: what every form carries, and what a component asks without being given it by each page."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.middleware.csrf import get_token

from eprimo.ui.context import Shell
from eprimo.ui.languages import spoken


class Page:
    """One page, or one piece of it. Without a request, as in an e-mail: no token, no address, no day."""

    def __init__(self, request: HttpRequest | None = None, shell: object = None) -> None:
        self.request = request
        self._shell = shell

    @cached_property
    def token(self) -> str:
        """Of its forms, against forgery. Masked once a page: each mask costs a draw of random letters."""
        return get_token(self.request) if self.request is not None else ""

    @cached_property
    def language(self) -> str:
        """The language in use, which a page asks for at each word."""
        return spoken()

    @property
    def animals_apart(self) -> bool:
        """Each animal in a file of its own, for a page of few children; else all of them in one, for a class."""
        return isinstance(self._shell, Shell) and self._shell.family

    @property
    def today(self) -> date | None:
        """The day in the zone of the school."""
        return self._shell.today if isinstance(self._shell, Shell) else None


_current: ContextVar[Page | None] = ContextVar("page", default=None)


def in_hand() -> Page:
    """The page being drawn."""
    return _current.get() or Page()


@contextmanager
def drawing(page: Page) -> Iterator[None]:
    """Inside, `in_hand` gives this page."""
    former = _current.set(page)
    try:
        yield
    finally:
        _current.reset(former)
