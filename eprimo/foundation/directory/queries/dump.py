"""Every person of a school, or of the whole directory, as plain data in a stable order: what two databases are
compared by, and what reversibility gives back."""

from collections.abc import Iterator
from itertools import batched
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, Subquery

from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassMembership,
    ExternalKey,
    Guardianship,
    Person,
    School,
)
from eprimo.foundation.directory.policies.merges import not_absorbed
from eprimo.foundation.kernel import clock

AT_ONCE = 2000


def dump_people(*, school: School | None, stable: bool) -> Iterator[dict[str, Any]]:
    """Yield one mapping per person; a few statements for each 2,000 people. `stable` leaves out what two databases of
    the same people do not share."""
    for ids in batched(_ordered_ids(school, stable=stable), AT_ONCE):
        yield from _Batch(list(ids), stable=stable).lines()


def _ordered_ids(school: School | None, *, stable: bool) -> list[int]:
    people = Person.objects.filter(not_absorbed(), erased_at=None)
    if school is not None:
        own = Affiliation.objects.filter(person=OuterRef("pk"), school=school)
        child = Affiliation.objects.filter(person=OuterRef("child"), school=school, profile="pupil")
        ward = Guardianship.objects.filter(Exists(child), adult=OuterRef("pk"))
        people = people.filter(Q(Exists(own)) | Q(Exists(ward)))
    order = ["sort_key", "birth_date", "last_name", "first_name", "pk"]
    if stable:
        # Namesakes come in the order of their keys, not in that of their making.
        keys = ExternalKey.objects.filter(person=OuterRef("pk")).order_by("source", "academy", "key")
        people = people.annotate(first_key=Subquery(keys.values("key")[:1]))
        order.insert(-1, "first_key")
    return list(people.order_by(*order).values_list("pk", flat=True))


class _Batch:
    def __init__(self, ids: list[int], *, stable: bool) -> None:
        self.ids = ids
        self.stable = stable
        self.now = clock.now()
        self.people = {
            row.pk: row
            for row in Person.objects.filter(pk__in=ids).only(
                "public_id", "last_name", "first_name", "birth_date"
            )
        }
        self.children = _grouped(
            Guardianship.objects.in_force(self.now).filter(adult__in=ids).values_list("adult_id", "child_id")
        )
        named = set(ids) | {child for found in self.children.values() for (child,) in found}
        keys = ExternalKey.objects.filter(person__in=named)
        self.keys = _grouped(keys.values_list("person_id", "source", "academy", "key"))
        self.affiliations = self._affiliations(named)
        self.others = {
            row.pk: row
            for row in Person.objects.filter(pk__in=named - set(ids)).only(
                "public_id", "last_name", "first_name", "birth_date"
            )
        }
        self.classes = self._classes()

    def _affiliations(self, named: set[int]) -> dict[int, list[tuple[Any, ...]]]:
        rows = Affiliation.objects.filter(person__in=named)
        return _grouped(
            rows.values_list(
                "person_id",
                "school__uai",
                "school__time_zone",
                "profile",
                "starts",
                "ends",
                "end_reason",
                "school_id",
            )
        )

    def _classes(self) -> dict[tuple[int, int, bool], list[tuple[str, Any, Any]]]:
        """(person, school, is a pupil's) → (label, starts, ends)."""
        found: dict[tuple[int, int, bool], list[tuple[str, Any, Any]]] = {}
        fields = ("person_id", "school_id", "class_group__label", "starts", "ends")
        for rows, of_pupil in (
            (ClassMembership.objects.filter(person__in=self.ids), True),
            (Attachment.objects.filter(person__in=self.ids, class_group__isnull=False), False),
        ):
            for person, school, label, starts, ends in rows.values_list(*fields):
                found.setdefault((person, school, of_pupil), []).append((label, starts, ends))
        return found

    def lines(self) -> Iterator[dict[str, Any]]:
        for pk in self.ids:
            yield self._line(self.people[pk])

    def _line(self, person: Person) -> dict[str, Any]:
        children = [child for (child,) in self.children.get(person.pk, ())]
        line: dict[str, Any] = {} if self.stable else {"public_id": str(person.public_id)}
        line |= {
            "keys": [list(key) for key in sorted(self.keys.get(person.pk, ()))],
            "last_name": person.last_name,
            "first_name": person.first_name,
            "birth_date": person.birth_date.isoformat() if person.birth_date else None,
            "affiliations": self._links(person.pk),
            "children": sorted(self._name(child) for child in children),
        }
        return line

    def _links(self, person: int) -> list[dict[str, Any]]:
        rows = [
            {
                "school": uai,
                "profile": profile,
                "classes": self._labels(person, school_id, profile, ends),
                "from": starts.astimezone(ZoneInfo(zone)).date().isoformat(),
                "to": ends.astimezone(ZoneInfo(zone)).date().isoformat() if ends else None,
                "end_reason": reason,
            }
            for uai, zone, profile, starts, ends, reason, school_id in self.affiliations.get(person, ())
        ]
        return sorted(rows, key=lambda row: (row["school"], row["profile"], row["from"], row["to"] or "9999"))

    def _labels(self, person: int, school: int, profile: str, ends: Any) -> list[str]:
        """Classes of now; of an affiliation that is over, those it ended with."""
        rows = self.classes.get((person, school, profile == "pupil"), [])
        at = ends if ends is not None and ends <= self.now else None
        if at is None:
            labels = {
                label
                for label, begun, over in rows
                if begun <= self.now and (over is None or over > self.now)
            }
        else:
            labels = {label for label, begun, over in rows if begun <= at and over is not None and over == at}
        return sorted(labels)

    def _name(self, child: int) -> str:
        person = self.people.get(child) or self.others[child]
        if not self.stable:
            return str(person.public_id)
        keys = sorted(self.keys.get(child, ()))
        if keys:
            return ":".join(keys[0])
        born = person.birth_date.isoformat() if person.birth_date else ""
        return f"pupil:{person.last_name}:{person.first_name}:{born}"


def _grouped(rows: Any) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for first, *rest in rows:
        found.setdefault(first, []).append(tuple(rest))
    return found
