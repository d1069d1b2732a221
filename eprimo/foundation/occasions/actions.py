"""Building blocks of `content`: the dates of a thing follow it, inside the transaction of the act on the thing."""

from collections.abc import Iterable, Sequence
from typing import Any

from eprimo.foundation.kernel import clock
from eprimo.foundation.occasions.dates import Dated, over_at
from eprimo.foundation.occasions.enums import Sort
from eprimo.foundation.occasions.models import Mark, Occasion

_COLUMNS = (
    "sort", "verb", "on", "until", "starts_at", "ends_at", "place", "bring", "picture", "over_at", "words", "levels",
    "struck", "from_noon", "until_noon",
)  # fmt: skip


def occasions_set(*, resource: Any, wanted: Iterable[Dated], fresh: bool = False) -> None:
    """Give a thing these dates and no others. A date that moves stays the same row. `fresh`: it had none until now, and
    none is looked for."""
    rows = {one.n: _row(resource, one) for one in sorted(wanted, key=lambda one: one.n)}
    held = {} if fresh else {one.n: one for one in Occasion.objects.filter(resource=resource)}
    gone = [one.pk for n, one in held.items() if n not in rows]
    if gone:
        Occasion.objects.filter(pk__in=gone).delete()
    for n, one in rows.items():
        if n in held and _values(one) != _values(held[n]):
            one.pk = held[n].pk
            stays = (one.on, one.until) == (held[n].on, held[n].until)
            one.when_shut = held[n].when_shut if stays else ""
            one.edition = held[n].edition + 1
            one.save(force_update=True, update_fields=[*_COLUMNS, "when_shut", "edition"])
            if _asked(one) != _asked(held[n]):
                # Another bag, or another day: nothing of it is in yet.
                Mark.objects.filter(occasion=one.pk).delete()
    made = [one for n, one in rows.items() if n not in held]
    if made:
        if not fresh:
            edition = _later(resource)
            for one in made:
                one.edition = edition
        Occasion.objects.bulk_create(made)


def _later(resource: Any) -> int:
    """Of a date that comes after its thing was out: calendars that had it before, as one that was in the trash, take it
    only under a higher number than the last. Changes are rarer than seconds."""
    out = resource.published_at
    return max(0, int((clock.now() - out).total_seconds())) + 1 if out is not None else 0


def occasions_drop(resources: Sequence[int]) -> None:
    """Drop the dates of these things, which are out no more."""
    Occasion.objects.filter(resource__in=resources).delete()


def _row(resource: Any, one: Dated) -> Occasion:
    return Occasion(
        resource=resource, school_id=resource.school_id, n=one.n, sort=one.sort, verb=one.verb or "", on=one.on,
        until=one.last_day, starts_at=one.starts_at, ends_at=one.ends_at, place=one.place, bring=list(one.bring),
        picture=one.picture, over_at=over_at(one.last_day, resource.time_zone), words=one.words,
        levels=list(one.levels), struck=one.struck, from_noon=one.from_noon, until_noon=one.until_noon,
    )  # fmt: skip


def _asked(one: Occasion) -> tuple[Any, ...]:
    """What a fact about it was said of. Work that is put off stays done."""
    if one.sort == Sort.WORK:
        return (one.words,)
    return one.on, one.until, one.bring


def _values(one: Occasion) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in _COLUMNS)
