from django.apps import AppConfig


class OrdersConsoleConfig(AppConfig):
    name = "eprimo.console.orders"
    label = "orders_console"
