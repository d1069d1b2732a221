"""The grid of a class on homes; people are looked for by the magnifying glass of every page, and at the top of the home
of who directs a school."""

from typing import Any

from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import HomeQuery, Section, SectionPlace, register_section
from eprimo.services.people.queries import circles_of
from eprimo.services.people.substitutes import standing_in, standing_query

# No entry of the menu: the magnifying glass of every page leads there.
register(Service("people", "Chercher", "search", "", frozenset()))


def _class(actor: Actor, asked: HomeQuery) -> dict[str, Any] | None:
    """The grid of the class in view, the first when none is asked for."""
    if actor.closed:
        return None
    circles = circles_of(actor)
    shown = next((one for one in circles if one.public_id == asked.class_group), None)
    return {"circles": circles, "shown": shown or (circles[0] if circles else None)}


def _search(actor: Actor, _asked: HomeQuery) -> dict[str, Any] | None:
    return None if actor.closed else {}


register_section(
    Section(
        key="people.search",
        template="people/_home_search.html",
        roles=HEADS,
        load=_search,
        order=1,
        place=SectionPlace.TOP,
    )
)
register_section(
    Section(
        key="people.standing", template="people/_home_standing.html", roles=frozenset({Role.TEACHER}),
        query=standing_query, when=lambda actor: not actor.closed and bool(actor.class_ids), composed=True,
        from_value=standing_in, order=0, place=SectionPlace.TOP,
    )
)  # fmt: skip
register_section(
    Section(
        key="people.class",
        template="people/_home_class.html",
        roles=frozenset({Role.TEACHER, Role.STAFF}),
        load=_class,
        order=30,
        place=SectionPlace.CLASS,
    )
)
