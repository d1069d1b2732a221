"""What an import leaves for its undo, beside the links: these bear its instant, and the reason of their end.

A journal is kept with the delivery for as long as it can be undone. It holds ids, and values of people and classes as
they were and as they became.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

# Table of links → ends that some of them had of their own; `people`, `contacts`, `classes` → changed values.
type Journal = dict[str, Any]
type Values = dict[str, dict[str, list[Any]]]

LINKS = {
    "Affiliation": "affiliations", "ClassMembership": "memberships", "Attachment": "attachments",
    "Guardianship": "guardianships",
}  # fmt: skip


def own_end(row: Mapping[str, Any]) -> dict[str, Any]:
    """The end that a link had before, as the undo reads it. Keys: id, ends, end_reason."""
    return {"id": row["id"], "ends": told(row["ends"]), "reason": row["end_reason"]}


def told(value: Any) -> Any:
    """As JSON."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def rewrite(model: Any, changed: dict[int, dict[str, Any]]) -> Values:
    """Write these columns of these rows, in one statement, and say what they were: id → column → [was, became]."""
    if not changed:
        return {}
    rows = list(model.objects.filter(pk__in=changed))
    said: Values = {}
    for row in rows:
        before = {name: [told(getattr(row, name)), told(value)] for name, value in changed[row.pk].items()}
        said[str(row.pk)] = before
        for name, value in changed[row.pk].items():
            setattr(row, name, value)
    _save(model, rows, (name for fields in changed.values() for name in fields))
    return said


def give_back(model: Any, said: Values) -> int:
    """Give rows what they had, where they still have what the import wrote; returns how many."""
    rows = list(model.objects.filter(pk__in=map(int, said)))
    moved = []
    for row in rows:
        back = {
            name: was
            for name, (was, became) in said[str(row.pk)].items()
            if told(getattr(row, name)) == became
        }
        for name, was in back.items():
            setattr(row, name, model._meta.get_field(name).to_python(was))  # noqa: SLF001 - documented
        moved += [row] if back else []
    if moved:
        _save(model, moved, (name for fields in said.values() for name in fields))
    return len(moved)


def _save(model: Any, rows: list[Any], names: Iterable[str]) -> None:
    model.objects.bulk_update(rows, sorted(set(names)))
