from eprimo.steering.tender.models.consultation import Consultation, Delivery, Document, Task

__all__ = ["Consultation", "Delivery", "Document", "Task"]
