"""Nothing of orders and invoices goes into a copy of one's own data: they are the body's."""

from eprimo.foundation.kernel.copy_chapters import LeftOut

LEFT_OUT = [
    LeftOut(
        "orders.BankChange",
        "Les comptes bancaires du titulaire du marché\u00a0: ils sont à l’entreprise. Qui les a changés est dans le "
        "journal.",
    ),
    LeftOut(
        "orders.Order",
        "Qui a signé ou joint un bon de commande d’un membre du groupement\u00a0: le bon est à l’organisme, et le "
        "geste est dans le journal.",
    ),
    LeftOut(
        "orders.OrderDocument",
        "Les bons de commande d’un membre du groupement\u00a0: ils sont à l’organisme, qui les lit à sa page.",
    ),
    LeftOut(
        "orders.Dispute",
        "Les litiges d’un membre du groupement\u00a0: leurs dossiers sont aux organismes, qui les lisent à leur page.",
    ),
    LeftOut(
        "orders.DisputeStep",
        "Les étapes d’un litige du groupement\u00a0: elles sont aux organismes, qui les lisent à leur page.",
    ),
    LeftOut(
        "orders.DisputePaper",
        "Les pièces d’un litige du groupement\u00a0: elles sont aux organismes, qui les lisent à leur page.",
    ),
    LeftOut(
        "orders.InvoiceFile",
        "Les factures d’un membre du groupement\u00a0: elles sont à l’organisme, qui les lit à sa page.",
    ),
]
