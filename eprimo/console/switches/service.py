"""Acts that are taken away for a time: a tab of the school, of the territory, of the platform."""

from eprimo.console.switches.policies import WHO
from eprimo.foundation.kernel.services import SCHOOL, Service, register

register(Service("switches", "Suspendre", "lock", "switches:index", WHO, order=48, place=SCHOOL))
