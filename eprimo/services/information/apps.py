from django.apps import AppConfig


class InformationConfig(AppConfig):
    name = "eprimo.services.information"
    label = "information"

    def ready(self) -> None:
        from eprimo.services.information import tasks  # noqa: F401, PLC0415 - its handler registers itself
