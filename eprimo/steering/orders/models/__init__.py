from eprimo.steering.orders.models.orders import (
    DEFAULT_AFTER,
    Order,
    OrderBook,
    OrderCharge,
    OrderDocument,
    OrderLine,
)

__all__ = ["DEFAULT_AFTER", "Order", "OrderBook", "OrderCharge", "OrderDocument", "OrderLine"]
