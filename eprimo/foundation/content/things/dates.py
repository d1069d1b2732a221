"""The days that an author gives to a thing: none of them is over before anybody reads it."""

from collections.abc import Collection
from datetime import date, datetime

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.particulars import require_hours
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.occasions.dated import over_at


def days_of(kind: Kind, resource: Resource, body: richtext.Node) -> set[date]:
    """The last days of its dates, as it stands."""
    return {one.last_day for one in kind.dates(resource, body)} if kind.dates is not None else set()


def require_ahead(
    kind: Kind, resource: Resource, body: richtext.Node, begins: datetime, held: Collection[date] = ()
) -> None:
    """Raises DomainError at the field of a day that is over at that instant (those it had before, `held`, may stay), or
    of hours that are of no day or end before they begin."""
    if kind.detail is not None:
        require_hours(getattr(resource, kind.detail_name))
    for one in kind.dates(resource, body) if kind.dates is not None else ():
        if one.last_day not in held and over_at(one.last_day, resource.time_zone) <= begins:
            raise DomainError("Ce jour est passé. Choisissez-en un autre.", field=one.field)
