from django.apps import AppConfig


class FactorsConfig(AppConfig):
    name = "eprimo.foundation.factors"
    label = "factors"

    def ready(self) -> None:
        from eprimo.foundation.factors import strips  # noqa: F401, PLC0415 - says what is to be prepared
