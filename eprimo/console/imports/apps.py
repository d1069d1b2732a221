from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "eprimo.console.imports"
    label = "imports_console"

    def ready(self) -> None:
        from eprimo.console.imports import tasks  # noqa: F401, PLC0415 - registers what listens
