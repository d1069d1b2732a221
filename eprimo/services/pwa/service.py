"""The application on the device: no entry of the menu; a card on the home of families, once they read a first note."""

from typing import Any

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Place, Section, register_section
from eprimo.foundation.transport.push import configured, public_key
from eprimo.services.pwa.offline import READINGS

_FAMILIES = frozenset({Role.GUARDIAN})


def offers(actor: Actor, asked: object = None) -> dict[str, Any] | None:  # noqa: ARG001 - the child of the chips
    """What the card needs; the device itself says whether it shows (installing.py). No statement."""
    return {"push_key": public_key() if configured() else ""} if actor.children else None


register(
    Service(
        key="pwa",
        name="Application",
        icon="smartphone",
        url_name="",
        roles=frozenset(),
        kept=frozenset({READINGS}),
        kept_ahead=lambda actor: (READINGS,) if actor.children else (),
    )
)
register_section(
    Section(key="pwa", template="pwa/_offers.html", roles=_FAMILIES, load=offers, order=90, place=Place.FOLD)
)
