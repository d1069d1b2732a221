from django.apps import AppConfig
from django.utils import timezone

from eprimo.ui.french import tell_today


class KernelConfig(AppConfig):
    name = "eprimo.foundation.kernel"
    label = "kernel"

    def ready(self) -> None:
        from eprimo.foundation.kernel import checks, clock, heads, realtime, throttle  # noqa: F401, PLC0415 - registers checks, a task, a handler and functions

        tell_today(lambda: timezone.localdate(clock.now()))
