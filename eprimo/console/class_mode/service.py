"""Class mode on the home of a teacher: each own class, how many devices it has, who is stuck."""

from typing import Any

from eprimo.foundation.classroom.queries import doors_of
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.notifications.sections import Asked, Place, Section, register_section


def _doors(actor: Actor, _asked: Asked) -> dict[str, Any] | None:
    classes = [] if actor.closed else doors_of(actor)
    return {"classes": classes} if classes else None


register_section(
    Section(
        key="class_mode.doors",
        template="class_mode/_home.html",
        roles=frozenset({Role.TEACHER}),
        load=_doors,
        order=60,
        place=Place.WEEK,
    )
)
