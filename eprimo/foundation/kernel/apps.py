from django.apps import AppConfig
from django.utils import timezone

from eprimo.ui.french import tell_today


class KernelConfig(AppConfig):
    name = "eprimo.foundation.kernel"
    label = "kernel"

    def ready(self) -> None:
        from eprimo.foundation.kernel import (  # noqa: PLC0415 - registers checks, a task, a handler and functions
            audit_checkpoints,  # noqa: F401
            checks,  # noqa: F401
            clock,
            realtime,  # noqa: F401
            throttle,  # noqa: F401
        )

        tell_today(lambda: timezone.localdate(clock.now()))
