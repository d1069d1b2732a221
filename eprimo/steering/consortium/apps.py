from django.apps import AppConfig


class ConsortiumConfig(AppConfig):
    name = "eprimo.steering.consortium"
    label = "consortium"

    def ready(self) -> None:
        """Load what registers itself: what is reminded, what the worker does."""
        from eprimo.steering.consortium import file_reminders, tasks  # noqa: F401, PLC0415
