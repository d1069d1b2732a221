from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "eprimo.foundation.intake"
    label = "intake"
