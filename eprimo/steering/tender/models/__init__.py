from eprimo.steering.tender.models.commission import HIGHEST_MARK, CommissionSeat, Criterion, Declaration
from eprimo.steering.tender.models.consultation import Consultation, Delivery, Document, Modification, Task
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
    "Modification",
    "Offer",
    "OfferPrice",
    "Opening",
    "Task",
]
