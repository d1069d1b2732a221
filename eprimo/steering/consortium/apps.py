from django.apps import AppConfig


class ConsortiumConfig(AppConfig):
    name = "eprimo.steering.consortium"
    label = "consortium"
