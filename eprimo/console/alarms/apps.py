from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "eprimo.console.alarms"
    label = "alarms"
