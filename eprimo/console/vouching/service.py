"""Second factors of those one answers for: a tab of the territory for who acts above the schools; for a head, a page
reached from the sheets."""

from eprimo.console.vouching.policies import VOUCHERS
from eprimo.foundation.kernel.actor import HEADS
from eprimo.foundation.kernel.services import SCHOOL, Service, register

register(
    Service(
        "vouching",
        "Deuxième preuve",
        "shield-check",
        "vouching:index",
        VOUCHERS - HEADS,
        order=45,
        place=SCHOOL,
    )
)
