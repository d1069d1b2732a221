from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "eprimo.services.attendance"
    label = "attendance"
    verbose_name = "Appel et absences"

    def ready(self) -> None:
        from eprimo.foundation.classroom.pages_before_wall import stands_before  # noqa: PLC0415
        from eprimo.foundation.files.carriers import carries  # noqa: PLC0415 - the apps are loaded
        from eprimo.services.attendance import tasks  # noqa: F401, PLC0415 - its handlers register themselves
        from eprimo.services.attendance.queries import PAPERS  # noqa: PLC0415
        from eprimo.services.attendance.views.tablet import page_of  # noqa: PLC0415

        carries(PAPERS)
        stands_before(page_of)
