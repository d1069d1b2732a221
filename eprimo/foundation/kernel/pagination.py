"""Keyset pages: « the 30 after this one », never a COUNT nor an OFFSET."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.core import signing
from django.db.models import Model, Q, QuerySet

PAGE_SIZE = 30
_SALT = "eprimo.page"


@dataclass(frozen=True, slots=True)
class Page[T]:
    items: list[T]
    # Opaque marks for the URL; empty when there is nothing that way.
    after: str
    before: str


def paginate[M: Model](
    queryset: QuerySet[M], order: tuple[str, ...], *, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page[M]:
    """Return a page of `queryset` in `order` (fields, `-` = descending; the last one unique, none null).

    `after` and `before` come from an earlier page; a forged mark gives the first page.
    """
    return paginate_any([queryset], order, after=after, before=before, size=size)


def paginate_any[M: Model](
    parts: Sequence[QuerySet[M]], order: tuple[str, ...], *, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page[M]:  # fmt: skip
    """Return one page of the rows that any of these parts gives (one statement), each part read in an index of its own
    until it gave a page: of alternatives in one condition, PostgreSQL reads and sorts all."""
    mark = read_mark(after, before, len(order))
    fields = tuple(_flip(name) for name in order) if mark.way == "before" else order
    beyond = _beyond(fields, mark.values) if mark.way else Q()
    first, *others = [rows.filter(beyond).order_by(*fields)[: size + 1] for rows in parts]
    found = first.union(*others).order_by(*fields)[: size + 1] if others else first
    return page_of(list(found), mark, _key_of(order), size)


@dataclass(frozen=True, slots=True)
class PageMark:
    """The place where a page begins: after or before these values of its order; `way` is empty for the first page."""

    way: Literal["", "after", "before"]
    values: list[Any]


def read_mark(after: str, before: str, width: int) -> PageMark:
    """Return the mark that an address carries, of `width` values; a forged one is the first page's."""
    ways: tuple[tuple[Literal["after", "before"], str], ...] = (("after", after), ("before", before))
    for way, text in ways:
        values = _read(text)
        if values is not None and len(values) == width:
            return PageMark(way, values)
    return PageMark("", [])


def page_of[Row](
    found: list[Row], mark: PageMark, key: Callable[[Row], list[Any]], size: int = PAGE_SIZE
) -> Page[Row]:
    """Return the page of at most `size + 1` rows that were read from a mark, in the order of reading."""
    more = len(found) > size
    found = found[:size]
    backwards = mark.way == "before"
    if backwards:
        found.reverse()
    has_next = more if not backwards else True
    has_previous = bool(mark.way) if not backwards else more
    return Page(
        items=found,
        after=_write(key(found[-1])) if found and has_next else "",
        before=_write(key(found[0])) if found and has_previous else "",
    )


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _key_of(order: tuple[str, ...]) -> Callable[[Model], list[Any]]:
    def key(row: Model) -> list[Any]:
        values = []
        for name in order:
            value: Any = row
            for part in name.lstrip("-").split("__"):
                value = getattr(value, part)
            values.append(value.isoformat() if hasattr(value, "isoformat") else value)
        return values

    return key


def _beyond(fields: tuple[str, ...], mark: list[Any]) -> Q:
    """(a, b) beyond (x, y): a beyond x, or a = x and b beyond y. What both begin with is said first: an index is
    entered there, and the pages before are not walked through again."""
    condition, equal = Q(), Q()
    first = fields[0].lstrip("-")
    within = Q(**{f"{first}__lte" if fields[0].startswith("-") else f"{first}__gte": mark[0]})
    for name, value in zip(fields, mark, strict=True):
        bare = name.lstrip("-")
        lookup = f"{bare}__lt" if name.startswith("-") else f"{bare}__gt"
        condition |= equal & Q(**{lookup: value})
        equal &= Q(**{bare: value})
    return within & condition


def _write(values: list[Any]) -> str:
    return signing.dumps(values, salt=_SALT, compress=True)


def _read(mark: str) -> list[Any] | None:
    if not mark:
        return None
    try:
        values = signing.loads(mark, salt=_SALT)
    except signing.BadSignature:
        return None
    return values if isinstance(values, list) else None
