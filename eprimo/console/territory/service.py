"""The territory in the menu and on the home of those who follow many schools."""

from typing import Any

from eprimo.console.territory.absent import absent_query, read_absent
from eprimo.console.territory.imports import read_watched, watched_query
from eprimo.console.territory.map import drawing_of
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import SCHOOL, Service, register
from eprimo.foundation.notifications.sections import Asked as Address
from eprimo.foundation.notifications.sections import Place, Section, register_section
from eprimo.steering.statistics.policies import TERRITORY_ROLES, has_territory
from eprimo.steering.statistics.queries import Asked, concerns_of, school_rows, total_of

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
        place=Place.DAY,
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
        place=Place.DAY,
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
        place=Place.DAY,
    )
)
