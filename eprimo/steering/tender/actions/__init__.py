from eprimo.steering.tender.actions.deliveries import delivery_open, documents_send
from eprimo.steering.tender.actions.documents import consultation_prepare, piece_give
from eprimo.steering.tender.actions.tasks import task_do

__all__ = ["consultation_prepare", "delivery_open", "documents_send", "piece_give", "task_do"]
