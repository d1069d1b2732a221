from eprimo.steering.orders.models.deductions import Deduction, DeductionTaken
from eprimo.steering.orders.models.disputes import Dispute, DisputePaper, DisputeStep
from eprimo.steering.orders.models.entitlements import CoverageBase, OrderGrant, Overrun, Takeaway
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
    TrustRoot,
)
from eprimo.steering.orders.models.payments import BankChange, CentralBankRate, InvoicePayment

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
