from django.apps import AppConfig


class GeneratorsConfig(AppConfig):
    name = "eprimo.devtools.generators"
    label = "generators"
