"""What the audit trail says of second factors. One’s own acts are told in the reader’s language."""

from django.utils.translation import gettext_noop as _

SENTENCES = {
    "factors.factor.given": _("a confirmé que c’était bien lui ou elle"),
    "factors.factor.refused": _("a donné une deuxième preuve fausse (essais de ce jour\u00a0: {tries})"),
    "factors.act.stopped": _("a été arrêté avant un acte, faute de deuxième preuve"),
    "factors.act.refused": _("s’est vu refuser un acte protégé"),
    "factors.passkey.entered": _("est entré avec sa clé d’accès"),
    "factors.factor.enrolled": _("a ajouté une deuxième preuve à son compte"),
    "factors.factor.removed": _("a retiré une deuxième preuve de son compte"),
    "factors.codes.renewed": _("a fait une nouvelle feuille de codes"),
    "factors.code.begun": "a demandé avec une autre personne de rendre l’accès à {subject}",
    "factors.code.told": "a donné à {subject} un code pour retrouver son accès",
    "factors.code.by_server": "a donné sur le serveur, à {subject}, un code pour retrouver son accès",
    "factors.device.trusted": _("a retenu un navigateur pour trente jours"),
    "factors.device.distrusted": _("ne retient plus aucun navigateur (retirés\u00a0: {devices})"),
}
