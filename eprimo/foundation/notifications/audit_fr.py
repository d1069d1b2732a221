"""What the audit trail says of how people are told."""

SENTENCES = {
    "notifications.preference.chosen": "a choisi comment être prévenu·e",
    "notifications.preference.detailed": "a choisi en détail comment être prévenu·e",
    "notifications.preference.stopped": "a arrêté des e-mails pour {subject}, depuis l’un d’eux",
    "notifications.pause.begun": "a coupé ses avis pour un temps",
    "notifications.pause.ended": "a remis ses avis",
}
