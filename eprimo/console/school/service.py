"""The console in the menu: one word for each role that has pages here."""

from typing import Any

from eprimo.console.school.queries import desk_glance, read_desk
from eprimo.foundation.directory.queries.served import schools_served
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import SCHOOL, Service, register
from eprimo.foundation.notifications.sections import Asked, Place, Section, register_section

register(
    Service(
        "school", "Bureau", "school", "school:home", HEADS, order=18, place=SCHOOL,
        also=("requests:index", "support:index"),
    )
)  # fmt: skip
register(
    Service(
        "school-classes",
        "Ma classe",
        "users-round",
        "school:classes",
        frozenset({Role.TEACHER}),
        order=18,
        place=SCHOOL,
    )
)
register(
    Service("school-agents", "Agents", "users-round", "school:adults", frozenset({Role.MEMBER_REP}), order=20)
)
register(
    Service(
        "school-openings", "Écoles ouvertes", "building-2", "school:entitlements",
        frozenset({Role.ACADEMY, Role.COORDINATOR}), order=30, place=SCHOOL,
    )
)  # fmt: skip


def _desk(_actor: Actor, row: list[Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    desk = read_desk(row)
    # Nothing can be done in an empty school before the import: it comes first.
    place = Place.DAY if desk.empty else Place.WEEK
    return {"desk": desk, "place": place, "first": bool(desk.supports or desk.alarm)}


register_section(
    Section(
        key="school.desk",
        template="school/_home_desk.html",
        first="school/_home_first.html",
        roles=HEADS,
        asks=desk_glance,
        when=lambda actor: actor.heads,
        composed=True,
        show=_desk,
        order=10,
        place=Place.WEEK,
    )
)

# Enough for a town; a territory has pages of its own.
SCHOOLS_SHOWN = 40


def _served(actor: Actor, _asked: Asked) -> dict[str, Any] | None:
    if actor.closed:
        return None
    served = schools_served(actor, SCHOOLS_SHOWN)
    return {"served": served} if served.count else None


register_section(
    Section(
        key="school.served",
        template="school/_home_served.html",
        roles=frozenset({Role.COMMUNE_AGENT}),
        load=_served,
        order=40,
        # An agent's day comes first: the schools stand beside it.
        place=Place.WEEK,
    )
)
