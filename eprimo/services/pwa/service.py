"""The application on the device: no entry of the menu; on the home of families, once they read a first note, being told
of the next one, and a card at its end."""

from typing import Any

from django.db.models import Exists

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.models import PushDevice
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.foundation.transport.push import configured, public_key
from eprimo.services.pwa.offline import READINGS

_FAMILIES = frozenset({Role.GUARDIAN})


def told(actor: Actor) -> Any:
    """Does anything tell the actor of a note, by e-mail or on some device? A column of the home's statement."""
    mail = Account.objects.filter(person=actor.person_id, recovery_email_refused_at=None).exclude(
        recovery_email=""
    )
    return Exists(mail) | Exists(PushDevice.objects.filter(account__person=actor.person_id))


def offers(actor: Actor, asked: object = None) -> dict[str, Any] | None:  # noqa: ARG001 - the child of the chips
    """What the card needs; the device itself says whether it shows (installing.py). No statement."""
    return {"push_key": public_key() if configured() else ""} if actor.children else None


def asks(_actor: Actor, is_told: bool | None) -> dict[str, Any] | None:
    """Whom nothing tells is asked how."""
    return None if is_told else {"push": configured()}


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
    Section(
        key="pwa",
        template="pwa/_offers.html",
        roles=_FAMILIES,
        load=offers,
        order=90,
        place=SectionPlace.FOLD,
    )
)
register_section(
    Section(
        key="pwa.told", template="pwa/_told.html", roles=_FAMILIES, query=told, when=lambda actor: bool(actor.children),
        composed=True, from_value=asks, order=90, place=SectionPlace.ONCE,
    )
)  # fmt: skip
