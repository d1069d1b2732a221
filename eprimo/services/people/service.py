"""People search in the menu. Pupils and guardians reach it by the magnifying glass of every page."""

from eprimo.foundation.directory.policies import may_search
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.services import Service, register

register(
    Service(
        "people", "Chercher", "search", "people:search",
        frozenset({
            Role.TEACHER, Role.STAFF, Role.DIRECTOR, Role.DEPUTY, Role.COMMUNE_AGENT, Role.INSPECTOR, Role.ACADEMY,
        }),
        order=60, shown_to=may_search,
    )
)  # fmt: skip
