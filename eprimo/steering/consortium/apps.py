from django.apps import AppConfig


class ConsortiumConfig(AppConfig):
    name = "eprimo.steering.consortium"
    label = "consortium"

    def ready(self) -> None:
        from eprimo.steering.consortium import tasks  # noqa: F401, PLC0415 - registers what the worker does
