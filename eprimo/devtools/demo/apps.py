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
        from eprimo.devtools.demo.academy.accounts import FACTOR_KEY  # noqa: PLC0415 - models are loaded by now
        from eprimo.foundation.factors.codes import code_at  # noqa: PLC0415
        from eprimo.foundation.factors.confirmation_page import HINTS  # noqa: PLC0415

        HINTS.append(
            lambda actor: (
                f"Dans la démonstration, le code du moment est {code_at(FACTOR_KEY, actor.now)}."
                if actor.has_factors
                else ""
            )
        )
