"""Mandates in the menu of who gives them, and on the home of the platform when one waits for a second person."""

from typing import Any

from eprimo.console.mandates.views.common import what_words
from eprimo.console.mandates.wording import GIVES
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.queries.mandates import (
    own_query,
    place_words,
    proposals_query,
    read_mandates,
)
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Place, Section, Wait, register_section
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


def _own(actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What was given to the actor, until when."""
    missions = [
        {"what": what_words(row), "where": place_words(row), "ends": row.ends} for row in read_mandates(rows)
    ]
    return {"missions": missions, "gives": GIVES[MandateRole(actor.role.value)]} if missions else None


register_section(
    Section(
        key="mandates.own", template="mandates/_home_own.html", roles=_MISSIONED, query=own_query,
        from_value=_own, order=60, place=Place.DAY,
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
        query=proposals_query, from_value=_waiting, order=5, place=Place.DAY,
    )
)  # fmt: skip
