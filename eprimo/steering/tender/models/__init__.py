from eprimo.steering.tender.models.commission import HIGHEST_MARK, CommissionSeat, Criterion, Declaration
from eprimo.steering.tender.models.consultation import Consultation, Delivery, Document, Task
from eprimo.steering.tender.models.offers import Mark, Offer, OfferPrice, Opening

__all__ = [
    "HIGHEST_MARK",
    "CommissionSeat",
    "Consultation",
    "Criterion",
    "Declaration",
    "Delivery",
    "Document",
    "Mark",
    "Offer",
    "OfferPrice",
    "Opening",
    "Task",
]
