from django.apps import AppConfig


class TenderConsoleConfig(AppConfig):
    name = "eprimo.console.tender"
    label = "tender_console"
