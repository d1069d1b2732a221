from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "eprimo.foundation.access"
    label = "access"
