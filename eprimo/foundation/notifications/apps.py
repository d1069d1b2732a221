from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "eprimo.foundation.notifications"
    label = "notifications"

    def ready(self) -> None:
        from eprimo.foundation.kernel.partitions import PARTITIONED  # noqa: PLC0415 - the apps are loaded

        PARTITIONED["notifications_notice"] = "school_year"
        from eprimo.foundation.notifications import tasks  # noqa: F401, PLC0415 - registers channels and periodic work
        from eprimo.foundation.notifications.actions import devices  # noqa: F401, PLC0415 - lets go of sessions
