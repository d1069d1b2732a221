from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "eprimo.foundation.conversations"
    label = "conversations"
    verbose_name = "Échanges"

    def ready(self) -> None:
        from eprimo.foundation.kernel.partitions import PARTITIONED  # noqa: PLC0415 - the apps are loaded

        for table in ("conversation", "message", "seat"):
            PARTITIONED[f"conversations_{table}"] = "school_year"
