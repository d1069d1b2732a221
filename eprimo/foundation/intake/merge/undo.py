"""Undoing one import of a school: one instant, sets of links, then what its journal kept of people and classes."""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from eprimo.foundation.directory.models import (
    Attachment,
    ClassGroup,
    ClassMembership,
    ContactDetails,
    ExternalKey,
    NationalNumber,
    Person,
)
from eprimo.foundation.intake.merge.journal import Journal, Values, give_back
from eprimo.foundation.intake.merge.undo_sql import UNDO
from eprimo.foundation.intake.onde.text import fold


def undo_import(
    *, school_id: int, at: datetime, now: datetime, journal: Journal, but: int | None
) -> dict[str, int]:
    """What was in force at this school before the import of that instant is in force again; counts by statement.

    `but`: a person whose links that the import made stay. The caller holds the school's lock and the transaction.
    """
    values: dict[str, Any] = {
        "school": school_id,
        "at": at,
        "now": now,
        "me": but or 0,
        "journal": json.dumps(journal),
    }
    moved = {}
    with connection.cursor() as cursor:
        for name, sql in UNDO.items():
            cursor.execute(sql, values)
            moved[name] = cursor.rowcount
    _levels_back(journal.get("levels", {}))
    _classes_back(school_id, now, journal.get("classes", {}))
    _levels_lost(journal.get("levels", {}))
    erased = set(
        Person.objects.filter(erased_at__isnull=False, pk__in=_people(journal)).values_list("pk", flat=True)
    )
    for model, name in ((Person, "people"), (ContactDetails, "contacts")):
        kept = {pk: said for pk, said in journal.get(name, {}).items() if int(pk) not in erased}
        moved[name] = give_back(model, kept)
    ExternalKey.objects.filter(pk__in=journal.get("keys", ())).delete()
    NationalNumber.objects.filter(person__in=journal.get("numbers", ())).delete()
    return moved


def _people(journal: Journal) -> set[int]:
    return {int(pk) for name in ("people", "contacts") for pk in journal.get(name, {})}


def _classes_back(school_id: int, now: datetime, said: Values) -> None:
    """Labels, levels, open or closed: not closed over who is there now, and no label that another class has since."""
    rows = {str(row.pk): row for row in ClassGroup.objects.filter(pk__in=map(int, said), school=school_id)}
    peopled = _peopled(list(rows.values()), now)
    wanted: Values = {}
    for pk, fields in said.items():
        if pk in rows:
            kept = {"closed_at"} & fields.keys() if rows[pk].pk in peopled else set()
            wanted[pk] = {name: value for name, value in fields.items() if name not in kept}
    _labels_back(rows, wanted)
    give_back(ClassGroup, wanted)


def _levels_back(said: Values) -> None:
    """Before the classes have their own again, which take from pupils what they have not; none that a hand said
    since."""
    rows = ClassMembership.objects.filter(pk__in=map(int, said), level_by_hand=False)
    give_back(ClassMembership, {str(pk): said[str(pk)] for pk in rows.values_list("pk", flat=True)})


def _levels_lost(said: Values) -> None:
    """A class whose levels were changed by hand since keeps these: nobody is of another one."""
    rows = ClassMembership.objects.filter(pk__in=map(int, said)).exclude(level="")
    lost = [one.pk for one in rows.select_related("class_group") if one.level not in one.class_group.levels]
    ClassMembership.objects.filter(pk__in=lost).update(level="", level_by_hand=False)


def _peopled(rows: list[ClassGroup], now: datetime) -> set[int]:
    links: list[Any] = [
        model.objects.in_force(now).filter(class_group__in=rows).values_list("class_group_id", flat=True)
        for model in (ClassMembership, Attachment)
    ]
    return {pk for found in links for pk in found}


def _labels_back(rows: dict[str, ClassGroup], wanted: Values) -> None:
    """Take the labels out of `wanted` and give them back: two classes may have changed names with each other."""
    back = {}
    for pk, fields in wanted.items():
        label = fields.pop("label", None)
        if label is not None and rows[pk].label == label[1]:
            back[rows[pk].pk] = label[0]
    if not back:
        return
    any_row = next(iter(rows.values()))
    others = ClassGroup.objects.filter(school=any_row.school_id, year=any_row.year_id).exclude(pk__in=back)
    taken = {fold(label) for label in others.values_list("label", flat=True)}
    free = {pk: label for pk, label in back.items() if fold(label) not in taken}
    for one in free:
        ClassGroup.objects.filter(pk=one).update(label=f"~{one}")
    for one, label in free.items():
        ClassGroup.objects.filter(pk=one).update(label=label)
