from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    name = "eprimo.services.liaison"
    label = "liaison"
    verbose_name = "Carnet de liaison"

    def ready(self) -> None:
        from eprimo.foundation.kernel.partitions import PARTITIONED

        PARTITIONED["liaison_owed"] = "school_year"
