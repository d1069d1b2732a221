"""The chapters of a copy as its page shows them: values in words, long texts apart from the narrow cells. A child is
shown a few of them at once, without any file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyColumn,
    CopyRequest,
    Row,
    Value,
    Viewpoint,
    chapters,
)
from eprimo.ui.french import clock_time, day_month_year

_SHOWN = ("identity", "classes", "groups")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that there is, and the words of its column."""

    label: str
    text: str
    long: bool
    # Somebody's own words, or a name: shown in their own language, whatever the page's.
    written: bool

    @property
    def says_itself(self) -> bool:
        """A value needs no label before it, as « École Les Tilleuls » needs no « École »."""
        return self.text.casefold().startswith(self.label.casefold())


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    words: str
    # Each row: the cells that hold something.
    rows: tuple[tuple[Cell, ...], ...]


def section_of(chapter: Chapter, rows: Iterable[Row], viewpoint: Viewpoint) -> Section:
    child = viewpoint == Viewpoint.PUPIL and bool(chapter.child_title)
    title, words = (chapter.child_title, chapter.child_words) if child else (chapter.title, chapter.words)
    return Section(
        key=chapter.key, title=_(title), words=_(words),
        rows=tuple(cells for row in rows if (cells := _cells(chapter.items, row))),
    )  # fmt: skip


def _cells(items: Sequence[CopyColumn], row: Row) -> tuple[Cell, ...]:
    pairs = ((item, value) for item, value in zip(items, row, strict=True) if value not in {None, ""})
    return tuple(
        Cell(_(item.label), in_words(value), item.long, isinstance(value, str)) for item, value in pairs
    )


def in_words(value: Value) -> str:
    """Return a value as people read it, in the language in use."""
    match value:
        case Code():
            return value.words
        case bool():
            return _("Oui") if value else _("Non")
        case datetime():
            return f"{day_month_year(value)}, {clock_time(value)}"
        case date():
            return day_month_year(value)
        case time():
            return clock_time(value)
    return str(value)


def summary_for_child(actor: Actor) -> list[Section]:
    """Return what a child is shown of what is known, chapter by chapter: one statement each."""
    asked = CopyRequest(actor.person_id, actor.person_id, Viewpoint.PUPIL, actor.now, {}, actor.time_zone)
    told = [one for one in chapters() if one.key in _SHOWN and Viewpoint.PUPIL in one.viewpoints]
    return [section for one in told if (section := section_of(one, one.rows(asked), Viewpoint.PUPIL)).rows]
