from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "eprimo.console.sheets"
    label = "sheets"
