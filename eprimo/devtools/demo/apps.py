from django.apps import AppConfig
from django.conf import settings

from eprimo.devtools.demo.clock import ShiftedClock
from eprimo.foundation.kernel import clock


class DemoConfig(AppConfig):
    name = "eprimo.devtools.demo"
    label = "demo"
    clock: ShiftedClock

    def ready(self) -> None:
        self.clock = ShiftedClock(settings.VAR / "demo" / "clock")
        clock.use(self.clock)
