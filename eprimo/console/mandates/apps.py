from django.apps import AppConfig


class MandatesConsoleConfig(AppConfig):
    name = "eprimo.console.mandates"
    label = "mandates_console"
