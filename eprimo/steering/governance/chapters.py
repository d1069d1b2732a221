"""The chapters of the yearly report: each app of the group declares what it has to tell of a period."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ImproperlyConfigured

from eprimo.steering.consortium.models import Market

# Fewer members than that, and a sum could be told from one of them.
FEWEST_MEMBERS = 5

type Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both of it."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Chapter:
    """`facts` are what and how much, in words; nothing to tell is an empty list. `items`: sentences under them."""

    key: str
    title: str
    facts: Callable[[Market, Period], list[Fact]]
    items: Callable[[Market, Period], list[str]] | None = None
    order: int = 50


_chapters: dict[str, Chapter] = {}


def register_chapter(*chapters: Chapter) -> None:
    """Raises ImproperlyConfigured for a key that another one has."""
    for one in chapters:
        if one.key in _chapters:
            raise ImproperlyConfigured(f"Two chapters are called « {one.key} ».")
        _chapters[one.key] = one


def chapters() -> list[Chapter]:
    """In their order in the report."""
    return sorted(_chapters.values(), key=lambda one: one.order)
