"""Orders on the home: what comes next for a member, what the contractor has to acknowledge."""

from typing import Any

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.notifications.sections import Place, Section, register_section
from eprimo.steering.orders.queries import next_glance, to_acknowledge

_WORDS = {
    "draft": "Un bon de commande est en brouillon",
    "proposed": "Un bon de commande attend la signature",
    "sent": "Le bon de commande est envoyé, le titulaire ne l’a pas encore reçu",
    "": "Le bon de commande des 24 premiers mois est à faire",
}


def _next(_actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Members whose order is to be made, signed or awaited; an order in force asks nothing."""
    told = []
    for row in rows or ():
        state = row["written"] or ("sent" if row["first"] == "sent" else "" if row["first"] is None else None)
        if state is not None:
            told.append(row | {"words": _WORDS[state], "todo": state != "sent"})
    return {"members": told} if told else None


def _received(_actor: Actor, count: int | None) -> dict[str, Any] | None:
    return {"count": count} if count else None


register_section(
    Section(
        key="orders.next", template="orders/_home_next.html", roles=frozenset({Role.MEMBER_REP, Role.MANAGING_BODY}),
        asks=next_glance, show=_next, order=11, place=Place.DAY,
    )
)  # fmt: skip
register_section(
    Section(
        key="orders.received", template="orders/_home_received.html", roles=frozenset({Role.CONTRACTOR}),
        asks=to_acknowledge, show=_received, order=39, place=Place.DAY,
    )
)  # fmt: skip
