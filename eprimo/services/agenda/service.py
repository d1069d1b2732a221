"""The agenda: an entry of its own for families and pupils, a tab beside what the school lives for who works there."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.services import AGENDA, Service, register
from eprimo.services.agenda.policies import may_open

register(
    Service(
        key="agenda",
        name=_("Agenda"),
        icon="calendar-days",
        url_name="agenda:home",
        roles=frozenset(Role),
        order=59,
        address="agenda",
        place=AGENDA,
        shown_to=may_open,
        kept=frozenset({"agenda:home"}),
        kept_ahead=lambda actor: ("agenda:home",) if actor.children else (),
    )
)
