"""Mandates in the menu of who gives them, and on the home of the platform when one waits for a second person."""

from typing import Any

from eprimo.foundation.directory.queries.mandates import proposals_waiting
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Asked, Place, Section, register_section

register(
    Service(
        "mandates",
        "Mandats",
        "shield-check",
        "mandates:index",
        frozenset({Role.ACADEMY, Role.PLATFORM}),
        order=25,
    )
)


def _waiting(actor: Actor, _asked: Asked) -> dict[str, Any] | None:
    waiting = list(proposals_waiting(actor))
    return {"waiting": waiting, "mine": actor.person_id} if waiting else None


register_section(
    Section(
        key="mandates.waiting", template="mandates/_home.html", roles=frozenset({Role.PLATFORM}), load=_waiting,
        order=5, place=Place.DAY,
    )
)  # fmt: skip
