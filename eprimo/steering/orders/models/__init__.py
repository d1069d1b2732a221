from eprimo.steering.orders.models.grants import OrderGrant, Overrun
from eprimo.steering.orders.models.orders import (
    DEFAULT_AFTER,
    Order,
    OrderBook,
    OrderCharge,
    OrderDocument,
    OrderLine,
)

__all__ = [
    "DEFAULT_AFTER",
    "Order",
    "OrderBook",
    "OrderCharge",
    "OrderDocument",
    "OrderGrant",
    "OrderLine",
    "Overrun",
]
