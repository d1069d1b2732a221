from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "eprimo.foundation.privacy"
    label = "privacy"

    def ready(self) -> None:
        from eprimo.foundation.privacy import queries, tasks  # noqa: F401, PLC0415 - registers what the worker does
