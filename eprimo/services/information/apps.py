from django.apps import AppConfig


class InformationConfig(AppConfig):
    name = "eprimo.services.information"
    label = "information"
