"""The first entry of everybody's menu; the ties that wait for an adult's answer, on the home of every role."""

from typing import Any

from eprimo.foundation.directory.queries.ties import own_ties_glance
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Place, Section, register_section

register(
    Service(
        key="home",
        name="Accueil",
        icon="house",
        url_name="home:home",
        roles=frozenset(Role),
        order=0,
        badge="todo",
        kept=frozenset({"home:home"}),
    )
)


def _ties(_actor: Actor, count: int) -> dict[str, Any] | None:
    return {"count": count} if count else None


register_section(
    Section(
        key="ties", template="home/_ties.html", roles=frozenset(Role) - {Role.PUPIL}, asks=own_ties_glance,
        when=lambda actor: actor.is_whole, composed=True, show=_ties, order=1, place=Place.DAY,
    )
)  # fmt: skip
