"""What the audit trail says of second factors."""

SENTENCES = {
    "factors.factor.given": "a confirmé que c’était bien lui ou elle",
    "factors.factor.refused": "a donné une deuxième preuve fausse ({tries:essai faux,essais faux} ce jour)",
    "factors.factor.enrolled": "a ajouté une deuxième preuve à son compte",
    "factors.factor.removed": "a retiré une deuxième preuve de son compte",
    "factors.codes.renewed": "a fait une nouvelle feuille de codes",
    "factors.code.begun": "a demandé avec une autre personne de rendre l’accès à {subject}",
    "factors.code.told": "a donné à {subject} un code pour retrouver son accès",
    "factors.device.trusted": "a retenu un navigateur pour trente jours",
    "factors.device.distrusted": "ne retient plus aucun navigateur ({devices:navigateur,navigateurs})",
}
