from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "eprimo.foundation.printing"
    label = "printing"
