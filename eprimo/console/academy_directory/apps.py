from django.apps import AppConfig


class AcademyDirectoryConfig(AppConfig):
    name = "eprimo.console.academy_directory"
    label = "academy_directory"

    def ready(self) -> None:
        from eprimo.console.academy_directory import tasks  # noqa: F401, PLC0415 - registers what listens
