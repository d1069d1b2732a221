"""What an invoice of the contractor's own software must bear to be taken in, as its page says it."""

from eprimo.steering.orders.billing import PAYMENT_DAYS

# (what, where the standard has it, how).
BEARS = (
    ("Le bon de commande", "BT-13, ou BT-122 quand le membre demande un numéro d’engagement", "son numéro, seul"),
    ("Le vendeur", "BT-30, BT-31", "le SIREN et le numéro de TVA du titulaire, et aucun autre"),
    ("L’acheteur", "BT-46 ou BT-47", "le SIRET du membre, jamais celui de la coordination (article 7.1)"),
    ("La période", "BT-73, BT-74", "le premier et le dernier jour de l’année du marché, tels que le bon les doit"),
    ("Chaque ligne", "BT-127, BT-153 ou BT-154", "l’UAI de son école, sauf ce qui est dû pour le membre entier"),
    ("Sa quantité et son prix", "BT-129, BT-146", "ceux du bon, sans les regrouper"),
    ("Une année comptée en partie", "BG-27", "le prix entier, moins une remise de ligne"),
    ("Son taux de TVA", "BT-152", "celui du jour de la facture"),
    ("Une réfaction", "BG-20", "celle que le membre a écrite, avant la TVA"),
    ("Une pénalité", "BT-113", "retenue sur le net à payer, sans TVA"),
    ("Le compte", "BT-84", "celui que vos factures portent ici, ou aucun"),
    ("L’échéance", "BT-9", f"{PAYMENT_DAYS} jours après la réception au plus tard"),
)  # fmt: skip
