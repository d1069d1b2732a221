from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "eprimo.steering.orders"
    label = "orders"

    def ready(self) -> None:
        """Load what registers itself: why the market keeps its start, what is reminded, what the worker does."""
        from eprimo.steering.orders import reminder_matters, tasks  # noqa: F401, PLC0415
        from eprimo.steering.orders.entitlement import todo  # noqa: F401, PLC0415
        from eprimo.steering.orders.order import periods  # noqa: F401, PLC0415
