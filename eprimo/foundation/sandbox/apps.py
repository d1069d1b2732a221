from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "eprimo.foundation.sandbox"
    label = "sandbox"

    def ready(self) -> None:
        from eprimo.foundation.sandbox import checks  # noqa: F401, PLC0415 - registers them
