"""What each app gives to the copy of one's own data (rule 5 of the rights page), declared in its `exports.py`.

Found by themselves, as services are: `CHAPTERS` holds what is in a copy, `LEFT_OUT` what is not and why, `CLEARED`
what a person may erase at once. A model with personal data that stands in neither fails a test.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from importlib import import_module
from zoneinfo import ZoneInfo

from django.apps import apps
from django.utils.module_loading import module_has_submodule


class Viewpoint(StrEnum):
    """Through whose eyes the data is read: it decides what of it is there, and in which words."""

    # An adult, of the own data.
    OWN = "own"
    # A child, of the own data, in a child's words.
    PUPIL = "pupil"
    # A guardian, of the child's.
    GUARDIAN = "guardian"
    # Any guardian of a child who leaves the school: nothing that one of them alone may read.
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Code:
    """A value of a list: its code for machines, its words for people (in the language in use)."""

    code: str
    words: str


type Value = str | int | bool | date | datetime | time | Code | None
type Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """A copy that is asked for: of whose data, for whom, as of which instant."""

    subject_id: int
    # Who opens it; None: every guardian of a child who leaves.
    reader_id: int | None
    viewpoint: Viewpoint
    now: datetime
    # The children of whom it may speak, by the level of the restriction on the reader's link (0 or 1: hours and places
    # are not told). In a child's own copy, and in the one that all guardians share, the child alone.
    children: Mapping[int, int] = field(default_factory=dict)
    time_zone: str = "Europe/Paris"

    def hides_places(self, child_id: int) -> bool:
        """A protected contact may stand between the child and this reader: hours and places are not told."""
        return self.viewpoint == Viewpoint.LEAVING or self.children.get(child_id, 0) > 0

    def local(self, moment: datetime | None) -> datetime | None:
        """Return the instant in the reader's zone."""
        return moment.astimezone(ZoneInfo(self.time_zone)) if moment else None


@dataclass(frozen=True, slots=True)
class CopyColumn:
    """A column: its key in the data, its words for people. `long`: several lines, never a cell of a narrow table."""

    key: str
    label: str
    long: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """One kind of data in a copy. `rows` makes a number of statements that does not grow with the rows."""

    key: str
    title: str
    words: str
    items: tuple[CopyColumn, ...]
    rows: Callable[[CopyRequest], Iterable[Row]]
    # « app.Model » of each table it tells of.
    models: tuple[str, ...]
    viewpoints: frozenset[Viewpoint]
    order: int = 50
    # The same to a child.
    child_title: str = ""
    child_words: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A table that no copy holds, and why: the reader is told."""

    model: str
    why: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """Data that a person gave or chose and may take away at once, without asking anybody."""

    key: str
    title: str
    words: str
    # How much of it there is; 0: it is not offered. At most one statement.
    count: Callable[[int], int]
    clear: Callable[[int], int]
    order: int = 50


def chapters() -> list[Chapter]:
    """Return every chapter, in the order of the copy."""
    found: list[Chapter] = []
    for module in _modules():
        found += getattr(module, "CHAPTERS", ())
    return sorted(found, key=lambda one: (one.order, one.key))


def left_out() -> list[LeftOut]:
    found: list[LeftOut] = []
    for module in _modules():
        found += getattr(module, "LEFT_OUT", ())
    return found


def cleared() -> list[Cleared]:
    found: list[Cleared] = []
    for module in _modules():
        found += getattr(module, "CLEARED", ())
    return sorted(found, key=lambda one: (one.order, one.key))


def _modules() -> list[object]:
    return [
        import_module(f"{config.name}.exports")
        for config in apps.get_app_configs()
        if config.name.startswith("eprimo.") and module_has_submodule(config.module, "exports")
    ]
