from tests.steering.orders.conftest import group, known_order, made, order, sent_order

__all__ = ["group", "known_order", "made", "order", "sent_order"]
