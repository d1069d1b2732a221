from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "eprimo.foundation.directory"
    label = "directory"

    def ready(self) -> None:
        from eprimo.foundation.directory import tasks  # noqa: F401, PLC0415 - registers what the worker repeats
