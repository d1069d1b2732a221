"""The next meetings on the home of those who are invited."""

from datetime import datetime
from typing import Any

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.notifications.sections import Place, Section, register_section
from eprimo.steering.governance.queries import coming_query


def _coming(_actor: Actor, rows: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """Nothing to come draws nothing."""
    if not rows:
        return None
    return {"meetings": [row | {"starts": datetime.fromisoformat(row["starts"])} for row in rows]}


register_section(
    Section(
        key="governance.coming", template="governance/_home.html",
        roles=frozenset({Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY}), query=coming_query,
        from_value=_coming, order=20, place=Place.DAY,
    )
)  # fmt: skip
