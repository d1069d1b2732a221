from django.apps import AppConfig


class TransportConfig(AppConfig):
    name = "eprimo.foundation.transport"
    label = "transport"
