from django.apps import AppConfig


class OccasionsConfig(AppConfig):
    name = "eprimo.foundation.occasions"
    label = "occasions"
    verbose_name = "Dates"
