"""Acts that are taken away for a time: a tab of the territory for who acts above the schools; a head finds them among
the sheets."""

from eprimo.console.switches.policies import WHO
from eprimo.foundation.kernel.actor import HEADS
from eprimo.foundation.kernel.services import SCHOOL, Service, register

register(Service("switches", "Suspendre", "lock", "switches:index", WHO - HEADS, order=48, place=SCHOOL))
