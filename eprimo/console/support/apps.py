from django.apps import AppConfig


class SupportConsoleConfig(AppConfig):
    name = "eprimo.console.support"
    label = "support_console"

    def ready(self) -> None:
        from eprimo.console.support import tasks  # noqa: F401, PLC0415 - registers what listens
