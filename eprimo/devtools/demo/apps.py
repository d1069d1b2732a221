from django.apps import AppConfig
from django.conf import settings

from eprimo.devtools.demo.clock import ShiftedClock, tell_database
from eprimo.devtools.demo.scenes import shown
from eprimo.foundation.kernel import clock


class DemoConfig(AppConfig):
    name = "eprimo.devtools.demo"
    label = "demo"
    clock: ShiftedClock

    def ready(self) -> None:
        self.clock = ShiftedClock(shown().folder(settings.VAR) / "clock", tell_database)
        clock.use(self.clock)
