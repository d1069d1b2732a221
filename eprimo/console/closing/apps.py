from django.apps import AppConfig


class ClosingConfig(AppConfig):
    name = "eprimo.console.closing"
    label = "closing"
