from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "eprimo.foundation.kernel"
    label = "kernel"

    def ready(self) -> None:
        from eprimo.foundation.kernel import checks, heads, realtime  # noqa: F401, PLC0415 - registers checks, a task and a handler
