"""What the audit trail says of orders."""

SENTENCES = {
    "orders.order.saved": "a écrit un bon de commande ({accounts} comptes) {object}",
    "orders.order.proposed": "a proposé un bon de commande à la signature {object}",
    "orders.order.taken_back": "a repris un bon de commande proposé {object}",
    "orders.order.dropped": "a abandonné un brouillon de bon de commande {object}",
    "orders.order.sent": "a envoyé le bon de commande nº {number} ({accounts} comptes) {object}",
    "orders.order.acknowledged": "a accusé réception du bon de commande nº {number} {object}",
    "orders.order.cancelled": "a annulé le bon de commande nº {number} {object}",
    "orders.book.kept": "a changé le délai des commandes ({days} jours)",
    "orders.totals.exported": "a exporté les totaux des commandes ({rows})",
}
