"""A kind in twenty lines: the contract holds for it as for every other."""

from eprimo.foundation.content.kinds import CHOSEN, Kind, Lane, Manage, Readers, Withdrawn
from eprimo.foundation.content.services import declare
from eprimo.foundation.kernel.actor import Role

TOY = declare(
    Kind(
        key="toy", address="jouets", name="Jouets", one="un jouet", this="ce jouet", icon="star",
        authors=frozenset({Role.TEACHER, Role.DIRECTOR, Role.DEPUTY, Role.STAFF}), targets=CHOSEN,
        manage=Manage.CLASS_TEACHERS_AND_HEAD, withdrawn=Withdrawn.STUB, lane=Lane.CHILD, pupils=True, until=True,
        above={Role.INSPECTOR: frozenset({Readers.STAFF, Readers.PUPILS})}, order=59,
    )
)  # fmt: skip
