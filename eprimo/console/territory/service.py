"""The territory in the menu and on the home of those who follow many schools; adults who have not come yet are named to
their inspector, who may hand them their sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.db.models.functions import JSONObject

from eprimo.console.territory.imports import read_watched, watched_query
from eprimo.console.territory.map import drawing_of
from eprimo.foundation.directory.models import Affiliation, Person
from eprimo.foundation.directory.policies.scope import (
    ADULTS_OF_SCHOOL,
    people_visible_to,
    schools_of_mandates,
)
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import SCHOOL, Service, register
from eprimo.foundation.notifications.sections import HomeQuery as Address
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.steering.statistics.policies import TERRITORY_ROLES, has_territory
from eprimo.steering.statistics.queries import Asked, concerns_of, school_rows, total_of

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


register(
    Service(
        "territory", "Territoire", "map-pin", "territory:home", TERRITORY_ROLES, order=15, place=SCHOOL,
        shown_to=has_territory,
    )
)  # fmt: skip


def _territory(actor: Actor, _address: Address) -> dict[str, Any] | None:
    if not has_territory(actor):
        return None
    rows = school_rows(actor, Asked())
    return {"total": total_of(rows), "concerns": concerns_of(rows), "map": drawing_of(rows)}


register_section(
    Section(
        key="territory.glance",
        template="territory/_home.html",
        roles=TERRITORY_ROLES,
        load=_territory,
        order=10,
        place=SectionPlace.DAY,
    )
)


def _imports(_actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    return {"imports": read_watched(rows)} if rows else None


register_section(
    Section(
        key="territory.imports",
        template="territory/_home_imports.html",
        roles=frozenset({Role.ACADEMY}),
        query=watched_query,
        from_value=_imports,
        order=6,
        place=SectionPlace.DAY,
    )
)


def _absent(_actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    return {"absent": read_absent(rows)} if rows else None


register_section(
    Section(
        key="territory.absent",
        template="territory/_home_absent.html",
        roles=frozenset({Role.INSPECTOR}),
        query=absent_query,
        from_value=_absent,
        order=12,
        place=SectionPlace.DAY,
    )
)
