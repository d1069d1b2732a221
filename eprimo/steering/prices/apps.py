from django.apps import AppConfig


class PricesConfig(AppConfig):
    name = "eprimo.steering.prices"
    label = "prices"
