from eprimo.steering.orders.actions.drafts import order_drop, order_propose, order_save, order_take_back
from eprimo.steering.orders.actions.sending import (
    book_keep,
    check_cancels,
    order_acknowledge,
    order_cancel,
    order_join,
    order_send,
    totals_export,
)

__all__ = [
    "book_keep",
    "check_cancels",
    "order_acknowledge",
    "order_cancel",
    "order_drop",
    "order_join",
    "order_propose",
    "order_save",
    "order_send",
    "order_take_back",
    "totals_export",
]
