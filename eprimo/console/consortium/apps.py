from django.apps import AppConfig


class ConsortiumConsoleConfig(AppConfig):
    name = "eprimo.console.consortium"
    label = "consortium_console"
