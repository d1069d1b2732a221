"""What the audit trail says of how people are told."""

SENTENCES = {
    "notifications.device.added": "a demandé à être prévenu·e sur un appareil",
    "notifications.device.removed": "n’est plus prévenu·e sur {devices} appareils",
    "notifications.preference.chosen": "a choisi comment être prévenu·e",
    "notifications.preference.detailed": "a choisi en détail comment être prévenu·e",
    "notifications.preference.stopped": "a arrêté des e-mails pour {subject}, depuis l’un d’eux",
    "notifications.pause.begun": "a coupé ses avis pour un temps",
    "notifications.pause.ended": "a remis ses avis",
}
