from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "eprimo.steering.governance"
    label = "governance"

    def ready(self) -> None:
        """Load what registers itself: what is reminded, what the worker does."""
        from eprimo.steering.governance import tasks, todo  # noqa: F401, PLC0415
