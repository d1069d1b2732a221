"""Mandates in the menu of who gives them, and on the home of the platform when one waits for a second person."""

from typing import Any

from django.db.models.functions import JSONObject

from eprimo.console.mandates.views.common import what_words, where_words
from eprimo.console.mandates.wording import gives_of
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.queries.mandates import (
    own_query,
    proposals_query,
    read_mandates,
)
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Section, SectionPlace, Wait, register_section
from eprimo.steering.consortium.queries import seats_query, seats_read
from eprimo.ui.addresses import reverse

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


# Whose home says in whose name one is there. The platform's own mandates are known from the server.
_MISSIONED = frozenset({
    Role.INSPECTOR, Role.ACADEMY, Role.MEMBER_REP, Role.COORDINATOR, Role.MANAGING_BODY, Role.COMMISSION,
    Role.CONTRACTOR,
})  # fmt: skip


def _own_query(actor: Actor) -> JSONObject:
    return JSONObject(mandates=own_query(actor), bodies=seats_query(actor))


def _own(_actor: Actor, value: dict[str, Any]) -> dict[str, Any] | None:
    """What was given to the actor, of which body and until when; what it gives, once for each kind of body."""
    rows, bodies = read_mandates(value["mandates"]), seats_read(value["bodies"])
    missions = [
        {"what": what_words(row), "where": where_words(row, bodies.get(row.pk)), "ends": row.ends}
        for row in rows
    ]
    gives = dict.fromkeys(gives_of(row, bodies.get(row.pk)) for row in rows)
    return {"missions": missions, "gives": list(gives)} if missions else None


register_section(
    Section(
        key="mandates.own", template="mandates/_home_own.html", roles=_MISSIONED, query=_own_query,
        from_value=_own, order=60, place=SectionPlace.DAY,
    )
)  # fmt: skip


def _waiting(actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    return {"waits": [_proposal(actor, row) for row in rows]} if rows else None


def _proposal(actor: Actor, row: dict[str, Any]) -> Wait:
    by = "proposé par vous" if row["by"] == actor.person_id else "attend un second regard"
    url = reverse("mandates:proposal", args=[row["public_id"]])
    return Wait(
        "shield-check", f"Mandat à confirmer : {row['name']}", f"{MandateRole(row['role']).label} · {by}", url
    )


register_section(
    Section(
        key="mandates.waiting", template="", roles=frozenset({Role.PLATFORM}),
        query=proposals_query, from_value=_waiting, order=5, place=SectionPlace.DAY,
    )
)  # fmt: skip
