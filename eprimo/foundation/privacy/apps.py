from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "eprimo.foundation.privacy"
    label = "privacy"

    def ready(self) -> None:
        from eprimo.foundation.privacy import queries, tasks  # noqa: F401, PLC0415 - registers what the worker does
        from eprimo.foundation.privacy.exports import tasks as copies  # noqa: F401, PLC0415 - the same
        from eprimo.foundation.privacy.requests import tasks as asked  # noqa: F401, PLC0415 - the same
