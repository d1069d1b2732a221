from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "eprimo.console.imports"
    label = "imports_console"
