"""The change of year of many schools in the menu of the academy."""

from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.services import Service, register

register(
    Service(
        "years-many",
        "Changement d’année",
        "calendar-days",
        "years_many:home",
        frozenset({Role.ACADEMY}),
        order=40,
    )
)
