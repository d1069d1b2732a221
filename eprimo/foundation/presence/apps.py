from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "eprimo.foundation.presence"
    label = "presence"
    verbose_name = "Présence"

    def ready(self) -> None:
        from eprimo.foundation.kernel.partitions import PARTITIONED  # noqa: PLC0415 - the apps are loaded

        for table in (
            "rollcall", "halfday", "absence", "callattempt", "correction", "hosting", "arrangement", "littleone",
            "absencepaper", "followstep",
        ):  # fmt: skip
            PARTITIONED[f"presence_{table}"] = "school_year"
