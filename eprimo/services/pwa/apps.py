from django.apps import AppConfig


class PwaConfig(AppConfig):
    name = "eprimo.services.pwa"
    label = "pwa"
    verbose_name = "L’application sur l’appareil"
