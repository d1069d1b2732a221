from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    name = "eprimo.services.liaison"
    label = "liaison"
    verbose_name = "Carnet de liaison"

    def ready(self) -> None:
        from eprimo.foundation.kernel.partitions import PARTITIONED  # noqa: PLC0415 - the apps are loaded
        from eprimo.services.liaison import tasks  # noqa: F401, PLC0415 - its handlers register themselves

        PARTITIONED["liaison_owed"] = "school_year"
        PARTITIONED["liaison_recipient"] = "school_year"
