"""Facts about homework: entries, whose level is known, ticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entry:
    """A line for classes or groups of one school; state: draft, out, withdrawn, trashed. `levels`: only these, empty =
    all; `due`: the instant at which the day it is for begins.
    """

    id: str
    school: str
    author: str
    due: int
    classes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    state: str = "out"
    visible_from: int | None = None


@dataclass(frozen=True)
class Tick:
    """ "The tick is the child's, a guardian may help": one an entry and child, whoever ticked."""

    entry: str
    child: str
    by: str


@dataclass(frozen=True)
class Consultation:
    """A director read the entry as such."""

    entry: str
    person: str


@dataclass(frozen=True)
class Book:
    """The level of each child (absent = not known), ticks, the schools that let agents read, and every entry."""

    levels: Mapping[str, str] = field(default_factory=dict)
    ticks: frozenset[Tick] = frozenset()
    shown_to_study: frozenset[str] = frozenset()  # "(no)": no school by default
    entries: Mapping[str, Entry] = field(default_factory=dict)
