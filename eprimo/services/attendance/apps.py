from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "eprimo.services.attendance"
    label = "attendance"
    verbose_name = "Appel et absences"

    def ready(self) -> None:
        from eprimo.services.attendance import tasks  # noqa: F401, PLC0415 - its handlers register themselves
