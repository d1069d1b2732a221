from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "eprimo.foundation.files"
    label = "files"
    verbose_name = "Fichiers"

    def ready(self) -> None:
        from eprimo.foundation.files import checks, tasks  # noqa: F401, PLC0415 - they register themselves
