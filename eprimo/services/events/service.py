"""What is only a date: title, days, hours, place, what to bring. Its author may tell families by a note of the same
facts; the date itself rings nowhere."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Days, Details, Pages, Territory
from eprimo.foundation.content.commune import may_write_for_commune
from eprimo.foundation.content.enums import ResourceState, What
from eprimo.foundation.content.kinds import (
    Audience,
    Kind,
    Manage,
    Readers,
    Tab,
    To,
    Withdrawn,
    Words,
    Writing,
)
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.particulars import dates_of
from eprimo.foundation.content.services import declare
from eprimo.foundation.content.things.closed_days import register_put_off
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import AGENDA
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort
from eprimo.services.events.actions import date_put_off
from eprimo.services.events.forms import EventForm
from eprimo.services.events.models import Event, EventDay
from eprimo.services.events.series import Recurrence, planned_series

# By which who does not read yet knows the day; a date about something else has the one of a day away from class.
_PICTURES: dict[str, str] = {
    What.OUTING: "minibus", What.SWIMMING: "person-swimming", What.SPORT: "running-shoe",
    What.MEETING: "busts-in-silhouette", What.APPOINTMENT: "busts-in-silhouette", What.FEAST: "party-popper",
    What.SHOW: "performing-arts", What.PHOTO: "camera", What.HEALTH: "stethoscope", What.LIBRARY: "books",
    What.ACTIVITY: "backpack", What.MEALS: "fork-and-knife-with-plate",
}  # fmt: skip
_OTHER = "balloon"


def _dates(resource: Resource, body: richtext.Node) -> Iterator[Dated]:
    picture = _PICTURES.get(resource.event.what, _OTHER)
    if not resource.event.every:
        yield from (replace(one, picture=picture) for one in dates_of(resource, body))
        return
    for one in _days_of(resource):
        yield Dated(
            n=one.n, sort=Sort.EVENT, on=one.on, starts_at=one.starts_at, ends_at=one.ends_at, place=one.place,
            bring=tuple(one.bring), picture=picture, struck=one.struck_at is not None, field="event_on",
        )  # fmt: skip


def _days_of(resource: Resource) -> Iterable[EventDay]:
    """The dates of a series that are written; of a draft, as they would be."""
    if resource.state != ResourceState.DRAFT:
        return EventDay.objects.filter(resource=resource).order_by("n")
    return [EventDay(n=n, on=day) for n, day in enumerate(planned_series(resource).days, 1)]


def _put_off(actor: Actor, resource: Resource, n: int, on: date) -> None:
    date_put_off(actor=actor, resource=resource, n=n, on=on)


EVENTS = declare(
    Kind(
        key="events",
        address="dates",
        words=Words(
            name=_("Les dates"),
            one="une date",
            this="cette date",
            icon="calendar-days",
            feminine=True,
            verb="Ajouter",
        ),
        writing=Writing(authors=HEADS | {Role.TEACHER, Role.COMMUNE_AGENT}, allowed=may_write_for_commune),
        audience=Audience(targets=frozenset({To.SCHOOL, To.CLASS, To.GROUP}), pupils=True),
        manage=Manage.CLASS_TEACHERS_AND_HEAD,
        withdrawn=Withdrawn.GONE,
        tab=Tab(place=AGENDA, order=60),
        has=(
            Details(model=Event, form=EventForm),
            Recurrence(),
            Days(of=_dates, required=True),
            # « Inspector, academy, own territory: … events … to staff only ».
            Territory(dict.fromkeys((Role.INSPECTOR, Role.ACADEMY), frozenset({Readers.STAFF}))),
            Pages(
                {
                    "publish": "events/_silent.html",
                    "opened": "events/_series.html",
                    "compose": "events/_repeat.html",
                }
            ),
        ),
    )
)

register_put_off(EVENTS.key, _put_off)
