"""The first entry of everybody's menu."""

from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.services import Service, register

register(
    Service(
        key="home",
        name="Accueil",
        icon="house",
        url_name="home:home",
        roles=frozenset(Role),
        order=0,
        badge="todo",
    )
)
