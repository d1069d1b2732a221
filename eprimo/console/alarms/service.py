"""Sessions that met many refusals: a tab of the territory for who acts above the schools; a head finds them under « À
traiter », and among the sheets."""

from typing import Any

from django.db.models import IntegerField, Subquery

from eprimo.console.alarms.policies import WHO
from eprimo.console.alarms.queries import waiting_count
from eprimo.foundation.kernel.actor import HEADS, Actor
from eprimo.foundation.kernel.services import SCHOOL, Service, register
from eprimo.foundation.notifications.sections import Section, Wait, register_section
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted

register(Service("alarms", "Alertes", "triangle-alert", "alarms:index", WHO - HEADS, order=47, place=SCHOOL))


def _asks(actor: Actor) -> Any:
    return Subquery(waiting_count(actor), output_field=IntegerField())


def _show(_actor: Actor, count: int | None) -> dict[str, Any] | None:
    if not count:
        return None
    title = counted(count, "session ralentie", "sessions ralenties")
    return {"waits": [Wait("triangle-alert", title, "Beaucoup de refus", reverse("alarms:index"))]}


register_section(
    Section(
        key="alarms.waiting",
        template="",
        roles=HEADS,
        query=_asks,
        when=lambda actor: actor.heads,
        composed=True,
        from_value=_show,
        order=11,
    )
)
