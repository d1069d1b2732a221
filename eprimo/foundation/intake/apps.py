from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "eprimo.foundation.intake"
    label = "intake"

    def ready(self) -> None:
        from eprimo.foundation.intake import tasks  # noqa: F401, PLC0415 - its handlers register when it is read
