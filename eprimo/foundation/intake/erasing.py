"""What imports do beyond their lines when people are erased: their reports name people in sentences."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from eprimo.foundation.directory.models import Affiliation, Guardianship, Person
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.kernel.retention_rules import Erasing

NAMELESS = "personne effacée"


def erase(erasing: Erasing) -> Mapping[str, int]:
    """Sentences and lines that name an erased person lose all their words, in the reports of the person's schools."""
    names = _names(erasing)
    if not names:
        return {}
    changed = 0
    for row in OndeDelivery.objects.filter(school__in=_schools(erasing), report__isnull=False):
        report = _without(row.report, names)
        if report != row.report:
            changed += 1
            OndeDelivery.objects.filter(pk=row.pk).update(report=report)
    return {"intake.OndeDelivery": changed} if changed else {}


def _names(erasing: Erasing) -> list[tuple[str, set[str]]]:
    """By person: the first name, and the last names that may stand beside it."""
    rows = Person.objects.filter(pk__in=erasing.people).values_list("first_name", "last_name", "usual_name")
    return [
        (first.lower(), {name.lower() for name in (last, usual) if name})
        for first, last, usual in rows
        if first and (last or usual)
    ]


def _schools(erasing: Erasing) -> set[int]:
    children = Guardianship.objects.filter(adult__in=erasing.people).values("child")
    rows = Affiliation.objects.filter(Q(person__in=erasing.people) | Q(person__in=children))
    return set(rows.order_by().values_list("school", flat=True))


def _without(told: Any, names: list[tuple[str, set[str]]]) -> Any:
    if isinstance(told, dict):
        return {key: _without(value, names) for key, value in told.items()}
    if isinstance(told, list):
        return [_without(value, names) for value in told]
    if isinstance(told, str):
        low = told.lower()
        named = any(first in low and any(last in low for last in lasts) for first, lasts in names)
        return NAMELESS if named else told
    return told
