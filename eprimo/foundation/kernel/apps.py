from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "eprimo.foundation.kernel"
    label = "kernel"

    def ready(self) -> None:
        from eprimo.foundation.kernel import checks, heads, realtime, throttle  # noqa: F401, PLC0415 - registers checks, a task, a handler and functions
