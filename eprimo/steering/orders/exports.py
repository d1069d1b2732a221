"""What a copy of one's own data says of orders: nothing, they are the body's."""

from eprimo.foundation.kernel.exporting import LeftOut

LEFT_OUT = [
    LeftOut(
        "orders.OrderDocument",
        "Les bons de commande d’un membre du groupement\u00a0: ils sont à l’organisme, qui les lit à sa page.",
    )
]
