"""A kind in thirty lines: the contract holds for it as for every other."""

from collections.abc import Iterator
from typing import Any

from eprimo.foundation.content.capabilities import Body, Days, LastDay, Pages, Territory
from eprimo.foundation.content.kinds import (
    CHOSEN,
    Audience,
    Kind,
    Lane,
    Manage,
    Readers,
    Tab,
    Withdrawn,
    Words,
    Writing,
)
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.services import declare
from eprimo.foundation.content.things.drafts import last_day
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort


def _dates(resource: Resource, _body: Any) -> Iterator[Dated]:
    if (day := last_day(resource)) is not None:
        yield Dated(n=1, sort=Sort.EVENT, on=day, field="until")


TOY = declare(
    Kind(
        key="toy",
        address="jouets",
        words=Words(name="Jouets", one="un jouet", this="ce jouet", icon="star"),
        writing=Writing(authors=frozenset({Role.TEACHER, Role.DIRECTOR, Role.DEPUTY, Role.STAFF})),
        audience=Audience(targets=CHOSEN, pupils=True),
        manage=Manage.CLASS_TEACHERS_AND_HEAD,
        withdrawn=Withdrawn.STUB,
        lane=Lane.CHILD,
        tab=Tab(order=59),
        has=(
            Body(),
            Days(of=_dates),
            LastDay(),
            Territory({Role.INSPECTOR: frozenset({Readers.STAFF, Readers.PUPILS})}),
            Pages(),
        ),
    )
)
