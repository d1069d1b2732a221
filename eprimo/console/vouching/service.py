"""Second factors of those one answers for, in the menu of who acts above the schools; for a head, among the sheets."""

from eprimo.console.vouching.policies import VOUCHERS
from eprimo.foundation.kernel.actor import HEADS
from eprimo.foundation.kernel.services import Service, register

register(Service("vouching", "Deuxième preuve", "shield-check", "vouching:index", VOUCHERS - HEADS, order=45))
