from django.apps import AppConfig


class SwitchesConfig(AppConfig):
    name = "eprimo.console.switches"
    label = "switches"
