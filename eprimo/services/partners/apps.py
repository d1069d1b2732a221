from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "eprimo.services.partners"
    label = "partners"
    verbose_name = "Interventions"
