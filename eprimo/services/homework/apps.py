from django.apps import AppConfig


class HomeworkConfig(AppConfig):
    name = "eprimo.services.homework"
    label = "homework"
    verbose_name = "Devoirs"

    def ready(self) -> None:
        from eprimo.foundation.files.carriers import carries  # noqa: PLC0415 - once the models are there
        from eprimo.services.homework.file_carrier import FILES  # noqa: PLC0415 - the same

        carries(FILES)
