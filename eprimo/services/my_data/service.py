"""« Mes données »: no entry of the menu, it is reached from the account; the card of a copy that is ready."""

from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.privacy.exports.notices import READY

register(
    Service(
        key="my_data",
        name="Mes données",
        icon="shield-check",
        url_name="",
        roles=frozenset(),
        cards={READY: "my_data/_card.html"},
    )
)
