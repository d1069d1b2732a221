from eprimo.steering.orders.models.bank import BankChange
from eprimo.steering.orders.models.coverage import CoverageBase
from eprimo.steering.orders.models.deductions import Deduction, DeductionTaken
from eprimo.steering.orders.models.disputes import Dispute, DisputePaper, DisputeStep
from eprimo.steering.orders.models.grants import OrderGrant, Overrun
from eprimo.steering.orders.models.invoices import (
    STANDING,
    Billing,
    Invoice,
    InvoiceAnswer,
    InvoiceBook,
    InvoiceDeposit,
    InvoiceFile,
    InvoiceLine,
    InvoiceRun,
    InvoiceRunFault,
    Seller,
)
from eprimo.steering.orders.models.orders import (
    DEFAULT_AFTER,
    Order,
    OrderBook,
    OrderCharge,
    OrderDocument,
    OrderLine,
)
from eprimo.steering.orders.models.payments import CentralBankRate, InvoicePayment
from eprimo.steering.orders.models.roots import TrustRoot
from eprimo.steering.orders.models.takeaways import Takeaway

__all__ = [
    "DEFAULT_AFTER",
    "STANDING",
    "BankChange",
    "Billing",
    "CentralBankRate",
    "CoverageBase",
    "Deduction",
    "DeductionTaken",
    "Dispute",
    "DisputePaper",
    "DisputeStep",
    "Invoice",
    "InvoiceAnswer",
    "InvoiceBook",
    "InvoiceDeposit",
    "InvoiceFile",
    "InvoiceLine",
    "InvoicePayment",
    "InvoiceRun",
    "InvoiceRunFault",
    "Order",
    "OrderBook",
    "OrderCharge",
    "OrderDocument",
    "OrderGrant",
    "OrderLine",
    "Overrun",
    "Seller",
    "Takeaway",
    "TrustRoot",
]
