from django.apps import AppConfig


class YearsConsoleConfig(AppConfig):
    name = "eprimo.console.years"
    label = "years_console"

    def ready(self) -> None:
        from eprimo.console.years import tasks  # noqa: F401, PLC0415 - registers what listens
