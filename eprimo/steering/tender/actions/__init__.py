from eprimo.steering.tender.actions.commission import (
    STATEMENT,
    CriterionSaid,
    criteria_write,
    interest_declare,
    method_choose,
    seat_end,
    seat_open,
)
from eprimo.steering.tender.actions.deliveries import delivery_open, documents_send
from eprimo.steering.tender.actions.documents import consultation_prepare, piece_give
from eprimo.steering.tender.actions.offers import (
    low_price_ask,
    offer_deposit,
    offer_mark,
    offer_price,
    offer_set_irregular,
    opening_confirm,
)
from eprimo.steering.tender.actions.public import Declared, modification_record, public_declare
from eprimo.steering.tender.actions.rejections import rejections_send
from eprimo.steering.tender.actions.report import analysis_reopen
from eprimo.steering.tender.actions.tasks import task_do

__all__ = [
    "STATEMENT",
    "CriterionSaid",
    "Declared",
    "analysis_reopen",
    "consultation_prepare",
    "criteria_write",
    "delivery_open",
    "documents_send",
    "interest_declare",
    "low_price_ask",
    "method_choose",
    "modification_record",
    "offer_deposit",
    "offer_mark",
    "offer_price",
    "offer_set_irregular",
    "opening_confirm",
    "piece_give",
    "public_declare",
    "rejections_send",
    "seat_end",
    "seat_open",
    "task_do",
]
