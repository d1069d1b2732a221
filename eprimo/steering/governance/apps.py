from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "eprimo.steering.governance"
    label = "governance"

    def ready(self) -> None:
        from eprimo.steering.governance import matters, tasks  # noqa: F401, PLC0415 - what it reminds of, its handlers
