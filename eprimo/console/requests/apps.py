from django.apps import AppConfig


class RequestsConsoleConfig(AppConfig):
    name = "eprimo.console.requests"
    label = "requests_console"
