from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    name = "eprimo.foundation.classroom"
    label = "classroom"

    def ready(self) -> None:
        from eprimo.foundation.classroom import tasks  # noqa: F401, PLC0415 - registers what the worker does
