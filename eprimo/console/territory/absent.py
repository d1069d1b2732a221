"""Adults of the schools who have not come yet, named to their inspector: somebody may hand them their sheet. Families
stay in counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.db.models.functions import JSONObject

from eprimo.foundation.directory.models import Affiliation, Person
from eprimo.foundation.directory.policies.scope import (
    ADULTS_OF_SCHOOL,
    people_visible_to,
    schools_of_mandates,
)
from eprimo.foundation.kernel.actor import Actor

MOST = 60


@dataclass(frozen=True, slots=True)
class Absent:
    """Of one school."""

    uai: str
    school: str
    names: tuple[str, ...]


def absent_query(actor: Actor) -> ArraySubquery:
    """What the home asks, as one value; `read_absent` reads it."""
    named = Person.objects.filter(people_visible_to(actor)).values("pk")
    rows = Affiliation.objects.in_force(actor.now).filter(
        Q(person__account=None) | Q(person__account__activated_at=None), profile__in=ADULTS_OF_SCHOOL,
        school__in=schools_of_mandates(actor).values("pk"), person__in=named,
    )  # fmt: skip
    said = JSONObject(
        uai="school__uai", school="school__name", civility="person__civility", first="person__first_name",
        last="person__last_name", usual="person__usual_name",
    )  # fmt: skip
    ordered = rows.order_by("school__key", "school__uai", "person__sort_key", "pk")
    return ArraySubquery(ordered.values_list(said, flat=True)[:MOST])


def read_absent(rows: Iterable[dict[str, Any]]) -> list[Absent]:
    """By school; who works there twice is named once."""
    return [
        Absent(uai, school, tuple(dict.fromkeys(map(_name, found))))
        for (uai, school), found in groupby(rows, key=lambda one: (one["uai"], one["school"]))
    ]


def _name(one: dict[str, Any]) -> str:
    return Person(
        civility=one["civility"], first_name=one["first"], last_name=one["last"], usual_name=one["usual"]
    ).formal_name
