from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "eprimo.services.partners"
    label = "partners"
    verbose_name = "Interventions"

    def ready(self) -> None:
        # The function of one is made with the others; the other has a job of the worker.
        from eprimo.services.partners import children_present, tasks  # noqa: F401, PLC0415
