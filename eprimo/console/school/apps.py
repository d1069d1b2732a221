from django.apps import AppConfig


class SchoolConsoleConfig(AppConfig):
    name = "eprimo.console.school"
    label = "school_console"
