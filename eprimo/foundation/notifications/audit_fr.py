"""What the audit trail says of how people are told."""

from django.utils.translation import gettext_noop as _

SENTENCES = {
    "notifications.device.added": _("a demandé à être prévenu·e sur un appareil"),
    "notifications.device.removed": _("ne reçoit plus d’avis (appareils\u00a0: {devices})"),
    "notifications.preference.chosen": _("a choisi comment être prévenu·e"),
    "notifications.preference.detailed": _("a choisi en détail comment être prévenu·e"),
    "notifications.preference.stopped": "a arrêté des e-mails pour {subject}, depuis l’un d’eux",
    "notifications.pause.begun": _("a coupé ses avis pour un temps"),
    "notifications.pause.ended": _("a remis ses avis"),
}
