from django.apps import AppConfig


class YearsConsoleConfig(AppConfig):
    name = "eprimo.console.years"
    label = "years_console"
