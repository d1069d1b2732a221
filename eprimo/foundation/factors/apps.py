from django.apps import AppConfig


class FactorsConfig(AppConfig):
    name = "eprimo.foundation.factors"
    label = "factors"

    def ready(self) -> None:
        from eprimo.foundation.factors import banners, tasks  # noqa: F401, PLC0415 - what is to prepare, and to do
