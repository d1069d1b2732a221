"""A kind in thirty lines: the contract holds for it as for every other."""

from collections.abc import Iterator
from typing import Any

from eprimo.foundation.content.kinds import CHOSEN, Kind, Lane, Manage, Readers, Withdrawn
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.services import declare
from eprimo.foundation.content.things.drafts import last_day
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.occasions.dated import Dated
from eprimo.foundation.occasions.enums import Sort


def _dates(resource: Resource, _body: Any) -> Iterator[Dated]:
    if (day := last_day(resource)) is not None:
        yield Dated(n=1, sort=Sort.EVENT, on=day, field="until")


TOY = declare(
    Kind(
        key="toy", address="jouets", name="Jouets", one="un jouet", this="ce jouet", icon="star",
        authors=frozenset({Role.TEACHER, Role.DIRECTOR, Role.DEPUTY, Role.STAFF}), targets=CHOSEN,
        manage=Manage.CLASS_TEACHERS_AND_HEAD, withdrawn=Withdrawn.STUB, lane=Lane.CHILD, pupils=True, until=True,
        above={Role.INSPECTOR: frozenset({Readers.STAFF, Readers.PUPILS})}, order=59,
        dates=_dates,
    )
)  # fmt: skip
