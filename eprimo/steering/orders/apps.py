from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "eprimo.steering.orders"
    label = "orders"
