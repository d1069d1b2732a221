from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "eprimo.steering.orders"
    label = "orders"

    def ready(self) -> None:
        from eprimo.steering.orders import ending_left, holds, matters, tasks  # noqa: F401, PLC0415 - what it holds, reminds of, does
