"""Everything that a family and the school wrote to each other, in one place."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.conversations.policies import TEAM
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import WORDS, Service, register


def _shown_to(actor: Actor) -> bool:
    return bool(actor.children) or (actor.role in TEAM and not actor.closed)


register(
    Service(
        key="messages",
        name=_("Échanges"),
        icon="message-circle",
        url_name="messages:list",
        roles=TEAM | {Role.GUARDIAN},
        order=21,
        address="echanges",
        place=WORDS,
        shown_to=_shown_to,
    )
)
