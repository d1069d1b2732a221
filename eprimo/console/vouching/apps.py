from django.apps import AppConfig


class VouchingConfig(AppConfig):
    name = "eprimo.console.vouching"
    label = "vouching"
