from django.apps import AppConfig


class ClassModeConfig(AppConfig):
    name = "eprimo.console.class_mode"
    label = "class_mode"
