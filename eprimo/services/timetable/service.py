"""The week of a class, hour by hour: typed once by who teaches it, read by families, the ribbon of the little ones."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import CLASS, Service, register
from eprimo.foundation.kernel.switches import switchable
from eprimo.foundation.notifications.sections import Section, register_section
from eprimo.services.timetable.home import asks, for_pupil
from eprimo.services.timetable.policies import WRITERS


def _shown(actor: Actor) -> bool:
    if actor.children:
        return True
    if actor.closed or actor.skin == "petits":
        return False
    if actor.role == Role.STAFF:
        return bool(actor.class_ids or actor.pupil_ids)
    return actor.heads or actor.is_pupil or (actor.role in WRITERS and bool(actor.class_ids))


switchable("timetable.slot", "Noter l’emploi du temps d’une classe", WRITERS)
register(
    Service(
        key="timetable", name=_("Emploi du temps"), icon="calendar-days", url_name="timetable:index",
        roles=WRITERS | {Role.STAFF, Role.PUPIL, Role.GUARDIAN}, order=49, address="emploi-du-temps", place=CLASS,
        shown_to=_shown,
        kept=frozenset({"timetable:index"}),
        kept_ahead=lambda actor: ("timetable:index",) if actor.children else (),
    )
)  # fmt: skip
register_section(
    Section(
        key="timetable.pupil", template="", roles=frozenset({Role.PUPIL}), query=asks, composed=True,
        when=lambda actor: not actor.closed and actor.skin == "petits", from_value=for_pupil, order=16,
    )
)  # fmt: skip
