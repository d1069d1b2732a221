"""What holds in a school, row by row: two of these are equal when an undo gave everything back."""

from typing import Any

from django.db.models import Q

from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Consent,
    ContactDetails,
    ExternalKey,
    Guardianship,
    NationalNumber,
    Person,
    School,
)
from eprimo.foundation.kernel import clock

_LINK = ("starts", "ends", "end_reason", "source")


def in_force(uai: str, people: set[int] | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Links, classes, consents in force now; what is known of these people (none given: of all)."""
    school = School.objects.get(uai=uai)
    known = people if people is not None else everybody()
    now = clock.now()
    live = Q(ends=None) | Q(ends__gt=now)
    classes = ClassGroup.objects.filter(school=school)
    return {
        "affiliations": _rows(
            Affiliation.objects.filter(live, school=school), "person", "profile", "function", *_LINK
        ),
        "memberships": _rows(
            ClassMembership.objects.filter(live, school=school), "person", "class_group", "level", *_LINK
        ),
        "attachments": _rows(
            Attachment.objects.filter(live, school=school), "person", "class_group", "kind", *_LINK
        ),
        "guardianships": _rows(
            Guardianship.objects.filter(live), "adult", "child", "kind", "priority", *_LINK
        ),
        "classes": _rows(classes.filter(closed_at=None), "id", "label", "source"),
        "levels": [(pk, tuple(levels)) for pk, levels in _rows(classes.filter(closed_at=None), "id", "levels")],
        "consents": _rows(Consent.objects.filter(live, school=school), "child", "use", "decision", "source"),
        "people": _rows(
            Person.objects.filter(pk__in=known), "id", "last_name", "usual_name", "first_name", "civility", "sex",
            "birth_date",
        ),
        "contacts": [
            row
            for row in _rows(
                ContactDetails.objects.filter(person__in=known), "person", "email", "phone_home", "phone_work",
                "phone_mobile", "address", "postcode", "city", "country",
            )
            # A row that says nothing is as none.
            if any(row[1:])
        ],
        "keys": _rows(ExternalKey.objects.filter(person__in=known), "person", "source", "key"),
        "numbers": _rows(NationalNumber.objects.filter(person__in=known), "person", "ine"),
    }  # fmt: skip


def everybody() -> set[int]:
    return set(Person.objects.values_list("pk", flat=True))


def _rows(rows: Any, *fields: str) -> list[tuple[Any, ...]]:
    return sorted(rows.values_list(*fields), key=repr)
