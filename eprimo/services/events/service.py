"""What is only a date: title, days, hours, place, what to bring. Its author may tell families by a note of the same
facts; the date itself rings nowhere."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.commune import allowed
from eprimo.foundation.content.enums import What
from eprimo.foundation.content.kinds import Kind, Manage, Readers, To, Withdrawn
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.particulars import dates_of
from eprimo.foundation.content.services import declare
from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.foundation.kernel.services import AGENDA
from eprimo.foundation.occasions.dated import Dated
from eprimo.services.events.forms import EventForm
from eprimo.services.events.models import Event

# By which who does not read yet knows the day; a date about something else has the one of a day away from class.
_PICTURES: dict[str, str] = {
    What.OUTING: "minibus", What.SWIMMING: "person-swimming", What.SPORT: "running-shoe",
    What.MEETING: "busts-in-silhouette", What.APPOINTMENT: "busts-in-silhouette", What.FEAST: "party-popper",
    What.SHOW: "performing-arts", What.PHOTO: "camera", What.HEALTH: "stethoscope", What.LIBRARY: "books",
    What.ACTIVITY: "backpack", What.MEALS: "fork-and-knife-with-plate",
}  # fmt: skip
_OTHER = "balloon"


def _dates(resource: Resource, body: richtext.Node) -> Iterator[Dated]:
    for one in dates_of(resource, body):
        yield replace(one, picture=_PICTURES.get(resource.event.what, _OTHER))


EVENTS = declare(
    Kind(
        key="events",
        address="dates",
        name=_("Les dates"),
        one="une date",
        this="cette date",
        icon="calendar-days",
        feminine=True,
        verb="Ajouter",
        authors=HEADS | {Role.TEACHER, Role.COMMUNE_AGENT},
        targets=frozenset({To.SCHOOL, To.CLASS, To.GROUP}),
        # « Inspector, academy, own territory: … events … to staff only ».
        above=dict.fromkeys((Role.INSPECTOR, Role.ACADEMY), frozenset({Readers.STAFF})),
        manage=Manage.CLASS_TEACHERS_AND_HEAD,
        withdrawn=Withdrawn.GONE,
        pupils=True,
        text=False,
        needs_day=True,
        detail=Event,
        form=EventForm,
        allowed=allowed,
        dates=_dates,
        slots={"publish": "events/_silent.html"},
        place=AGENDA,
        order=60,
    )
)
