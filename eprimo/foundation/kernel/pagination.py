"""Keyset pages: « the 30 after this one », never a COUNT nor an OFFSET."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
    """A page of `queryset` in `order` (fields, `-` = descending; the last one unique, none null).

    `after` and `before` come from an earlier page; a forged mark gives the first page.
    """
    mark, backwards = _read(after), False
    if mark is None and (mark := _read(before)) is not None:
        backwards = True
    fields = tuple(_flip(name) for name in order) if backwards else order
    rows = queryset.order_by(*fields)
    if mark is not None and len(mark) == len(order):
        rows = rows.filter(_beyond(fields, mark))
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    key = _key_of(order)
    has_next = more if not backwards else True
    has_previous = (mark is not None) if not backwards else more
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
    """(a, b) beyond (x, y): a beyond x, or a = x and b beyond y."""
    condition, equal = Q(), Q()
    for name, value in zip(fields, mark, strict=True):
        bare = name.lstrip("-")
        lookup = f"{bare}__lt" if name.startswith("-") else f"{bare}__gt"
        condition |= equal & Q(**{lookup: value})
        equal &= Q(**{bare: value})
    return condition


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
