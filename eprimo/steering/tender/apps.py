from django.apps import AppConfig


class TenderConfig(AppConfig):
    name = "eprimo.steering.tender"
    label = "tender"

    def ready(self) -> None:
        from eprimo.steering.tender import todo  # noqa: F401, PLC0415 - registers what it reminds of
        from eprimo.steering.tender.actions import contract_changes  # noqa: F401, PLC0415 - registers what follows an amendment
