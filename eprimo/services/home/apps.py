from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "eprimo.services.home"
    label = "home"
