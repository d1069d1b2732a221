"""The days that an author gives to a thing: none of them is over before anybody reads it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Details, dates_told, detail_name, needs_day
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.particulars import require_hours
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.occasions.dated import over_at

# The school year and the next.
_FARTHEST = timedelta(days=731)


def days_of(kind: Kind, resource: Resource, body: richtext.Node) -> set[date]:
    """The last days of its dates, as it stands."""
    return {one.last_day for one in dates_told(kind, resource, body)}


def require_ahead(
    kind: Kind, resource: Resource, body: richtext.Node, begins: datetime, held: Collection[date] = ()
) -> None:
    """Raises DomainError at the field of a day that is over at that instant or years away (those it had before, `held`,
    may stay), of hours that are of no day or end before they begin, and of a kind that needs a day and has none."""
    if kind.get(Details) is not None:
        require_hours(getattr(resource, detail_name(kind)))
    dates = dates_told(kind, resource, body)
    if needs_day(kind) and not dates:
        raise DomainError("Choisissez le jour.", field="event_on")
    for one in dates:
        if one.last_day not in held and over_at(one.last_day, resource.time_zone) <= begins:
            raise DomainError("Ce jour est passé. Choisissez-en un autre.", field=one.field)
        if one.last_day not in held and one.on > begins.date() + _FARTHEST:
            raise DomainError("Ce jour est dans plus de deux ans\u00a0: vérifiez l’année.", field=one.field)
