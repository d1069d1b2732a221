from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "eprimo.devtools.look"
    label = "look"
