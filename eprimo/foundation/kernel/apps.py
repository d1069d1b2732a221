from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "eprimo.foundation.kernel"
    label = "kernel"
