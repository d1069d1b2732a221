from django.apps import AppConfig


class TenderConfig(AppConfig):
    name = "eprimo.steering.tender"
    label = "tender"
