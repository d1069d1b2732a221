"""People search in the menu. Pupils and guardians reach it by the magnifying glass of every page."""

from typing import Any

from eprimo.foundation.directory.policies import may_search
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Asked, Place, Section, register_section
from eprimo.services.people.queries import circles_of

register(
    Service(
        "people", "Chercher", "search", "people:search",
        frozenset({
            Role.TEACHER, Role.STAFF, Role.DIRECTOR, Role.DEPUTY, Role.COMMUNE_AGENT, Role.INSPECTOR, Role.ACADEMY,
        }),
        order=60, shown_to=may_search,
    )
)  # fmt: skip


def _class(actor: Actor, asked: Asked) -> dict[str, Any] | None:
    """The grid of the class in view, the first when none is asked for."""
    if actor.closed:
        return None
    circles = circles_of(actor)
    shown = next((one for one in circles if one.public_id == asked.class_group), None)
    return {"circles": circles, "shown": shown or (circles[0] if circles else None)}


register_section(
    Section(
        key="people.class",
        template="people/_home_class.html",
        roles=frozenset({Role.TEACHER, Role.STAFF}),
        load=_class,
        order=30,
        place=Place.CLASS,
    )
)
