from django.apps import AppConfig


class TerritoryConsoleConfig(AppConfig):
    name = "eprimo.console.territory"
    label = "territory_console"
