from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "eprimo.services.partners"
    label = "partners"
    verbose_name = "Interventions"

    def ready(self) -> None:
        from eprimo.services.partners import present  # noqa: F401, PLC0415 - its function is made with the others
