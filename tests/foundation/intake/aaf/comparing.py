"""The directory held against the truth of an invented academy, person by person and link by link."""

from collections import Counter
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from eprimo.devtools.generators.academy.state import PUPIL, SCHOOL
from eprimo.devtools.generators.academy.truth import LinkName, Truth
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    ContactDetails,
    ExternalKey,
    Guardianship,
    NationalNumber,
    Person,
    ServiceEnrolment,
)
from eprimo.foundation.directory.models.links import in_force
from eprimo.foundation.kernel import clock

SERVICES = {
    "RestaurantScolaire": "cantine", "Transport": "transport", "GarderieMatin": "garderie-matin",
    "GarderieSoir": "garderie-soir", "EtudesSurveillees": "etude",
}  # fmt: skip
PARIS = ZoneInfo("Europe/Paris")

type Row = tuple[Any, ...]


def differences(truth: Truth, academy: str, *, past: bool = True, full: bool = True) -> dict[str, Any]:
    """What the directory has and must not, and what it must have and has not; empty when all is true.

    `past` looks at what ended too: when, and why. `full`: the last delivery told all; after changes a class may still
    say a level that nobody has any more.
    """
    ids = dict(ExternalKey.objects.filter(source="aaf", academy=academy).values_list("key", "person_id"))
    unknown = sorted(truth.everybody.keys() - ids.keys())
    if unknown:
        return {"people without key": unknown}
    found: dict[str, Any] = {}
    for name, wanted, has in (
        ("people", true_people(truth, ids), people(ids)),
        ("links", true_links(truth, ids), links(academy)),
        ("past", true_past(truth, ids) if past else Counter(), over(truth, ids) if past else Counter()),
        ("classes", true_classes(truth), classes(truth) if full else _some_levels(truth)),
    ):
        if wanted != has:
            found[name] = {
                "missing": sorted((wanted - has).items(), key=repr)[:10],
                "too many": sorted((has - wanted).items(), key=repr)[:10],
            }
    return found


def true_people(truth: Truth, ids: dict[str, int]) -> Counter[Row]:
    return Counter(
        (
            ids[one.key], one.last_name, one.first_name, one.usual_name,
            # A pupil's civility says the sex: the directory keeps none.
            "" if one.kind == PUPIL else one.civility, one.birth_date, one.ine,
            one.email, one.home_phone, one.mobile, one.address, one.postcode, one.city,
        )
        for one in truth.everybody.values()
    )  # fmt: skip


def people(ids: dict[str, int]) -> Counter[Row]:
    numbers = dict(NationalNumber.objects.values_list("person_id", "ine"))
    told = ("email", "phone_home", "phone_mobile", "address", "postcode", "city")
    contacts = {row[0]: row[1:] for row in ContactDetails.objects.values_list("person_id", *told)}
    rows = Person.objects.filter(pk__in=ids.values()).values_list(
        "pk", "last_name", "first_name", "usual_name", "civility", "birth_date"
    )
    return Counter((*row, numbers.get(row[0], ""), *contacts.get(row[0], ("",) * 6)) for row in rows)


def true_links(truth: Truth, ids: dict[str, int]) -> Counter[Row]:
    """Links in force. Of guardians: those of children who are there."""
    return Counter(_by_id(name, truth, ids) for name in truth.present())


def _by_id(name: LinkName, truth: Truth, ids: dict[str, int]) -> Row:
    word, first, *rest = name
    if word == "guardianship":
        return word, ids[first], ids[rest[0]]
    if word == "enrolment":
        return word, ids[first], SERVICES[rest[0]]
    if word == "membership":
        return word, ids[first], rest[0], truth.labels[rest[0], rest[1]]
    return word, ids[first], *rest


def links(academy: str) -> Counter[Row]:
    held = in_force(clock.now())
    known = ExternalKey.objects.filter(source="aaf", academy=academy).values("person")
    present = Affiliation.objects.filter(held, profile="pupil", person__in=known).values("person")
    return Counter(
        [
            *(
                ("affiliation", *row)
                for row in Affiliation.objects.filter(held).values_list("person_id", "school__uai", "profile")
            ),
            *(
                ("membership", *row)
                for row in ClassMembership.objects.filter(held).values_list(
                    "person_id", "school__uai", "class_group__label"
                )
            ),
            *(
                ("guardianship", *row)
                for row in Guardianship.objects.filter(held, child__in=present).values_list(
                    "adult_id", "child_id"
                )
            ),
            *(
                ("enrolment", *row)
                for row in ServiceEnrolment.objects.filter(held).values_list("child_id", "service__kind")
            ),
        ]
    )


def true_past(truth: Truth, ids: dict[str, int]) -> Counter[Row]:
    """Links that ended, with their days and why; of children who left, guardians are not looked at."""
    return Counter(
        (*_by_id(one.name, truth, ids), one.starts, one.ends, one.reason)
        for one in truth.past
        if one.name[0] in {"affiliation", "membership"}
        or (one.name[0] == "guardianship" and (PUPIL, one.name[2]) in truth.held)
    )


def over(truth: Truth, ids: dict[str, int]) -> Counter[Row]:
    present = {ids[key] for key, _ in truth.of(PUPIL)}
    dates = ("starts", "ends", "end_reason")
    rows: list[Row] = []
    for word, query, fields in (
        ("affiliation", Affiliation.objects.all(), ("person_id", "school__uai", "profile")),
        ("membership", ClassMembership.objects.all(), ("person_id", "school__uai", "class_group__label")),
        ("guardianship", Guardianship.objects.filter(child__in=present), ("adult_id", "child_id")),
    ):
        ended = query.exclude(in_force(clock.now())).values_list(*fields, *dates)
        rows += [(word, *row[:-3], _day(row[-3]), _day(row[-2]), row[-1]) for row in ended]
    return Counter(rows)


def _day(at: datetime) -> date:
    return at.astimezone(PARIS).date()


def true_classes(truth: Truth) -> Counter[Row]:
    return Counter((one.school, one.label, frozenset(one.levels)) for one in truth.classes().values())


def classes(truth: Truth) -> Counter[Row]:
    schools = {attributes["ENTStructureUAI"][0] for _, attributes in truth.of(SCHOOL)}
    rows = ClassGroup.objects.filter(closed_at=None, school__uai__in=schools)
    return Counter(
        (uai, label, frozenset(levels))
        for uai, label, levels in rows.values_list("school__uai", "label", "levels")
    )


def _some_levels(truth: Truth) -> Counter[Row]:
    """The classes, without levels that are over."""
    true = {(school, label): levels for school, label, levels in true_classes(truth)}
    rows: Counter[Row] = Counter()
    for school, label, levels in classes(truth):
        wanted = true.get((school, label), frozenset())
        rows[school, label, wanted if wanted and wanted <= levels else levels] += 1
    return rows
