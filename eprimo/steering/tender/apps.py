from django.apps import AppConfig


class TenderConfig(AppConfig):
    name = "eprimo.steering.tender"
    label = "tender"

    def ready(self) -> None:
        from eprimo.steering.tender import documents_left  # noqa: F401, PLC0415 - registers what it reminds of
        from eprimo.steering.tender.actions import amended  # noqa: F401, PLC0415 - registers what follows an amendment
