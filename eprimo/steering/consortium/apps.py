from django.apps import AppConfig


class ConsortiumConfig(AppConfig):
    name = "eprimo.steering.consortium"
    label = "consortium"

    def ready(self) -> None:
        from eprimo.steering.consortium import lacking, tasks  # noqa: F401, PLC0415 - registers its matters, what the worker does
